import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { linkHash, rowDigest, type AuditRowText } from "./digest.ts";

const row: AuditRowText = {
  id: "aud_1",
  event: "user.signed_in",
  actorType: "user",
  actorId: "usr_1",
  actorName: "Zoë",
  targetType: null,
  targetId: null,
  targetName: null,
  at: "1795996800000000",
  requestId: "req_1",
  correlationId: null,
  address: "",
  userAgent: null,
  data: '{"a": 1}',
};

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a row's digest is that of the text docs/audit.md describes", async () => {
  expect(await rowDigest(row)).toBe(
    sha256(
      '21:gatehouse-audit-row-15:aud_114:user.signed_in4:user5:usr_14:Zoë---16:17959968000000005:req_1-0:-8:{"a": 1}',
    ),
  );
});

test("a link's hash is that of the text docs/audit.md describes", async () => {
  expect(await linkHash("org_1", 1, null, "ab")).toBe(sha256("22:gatehouse-audit-link-15:org_11:1-2:ab"));
  expect(await linkHash("platform", 12, "cd", "ab")).toBe(sha256("22:gatehouse-audit-link-18:platform2:122:cd2:ab"));
});

test("every field counts, and nothing is not the same as an empty text", async () => {
  const digests = new Set([await rowDigest(row)]);
  for (const field of Object.keys(row) as (keyof AuditRowText)[]) {
    digests.add(await rowDigest({ ...row, [field]: `${row[field] ?? ""}x` }));
  }
  digests.add(await rowDigest({ ...row, address: null }));
  digests.add(await rowDigest({ ...row, targetId: "" }));
  expect(digests.size).toBe(Object.keys(row).length + 3);
});

test("what moves from one field to the next is another text", async () => {
  const moved = { ...row, actorId: "usr_14:Zo", actorName: "ë" };
  expect(await rowDigest(moved)).not.toBe(await rowDigest(row));
  expect(await linkHash("org_1", 11, null, "x")).not.toBe(await linkHash("org_11", 1, null, "x"));
});
