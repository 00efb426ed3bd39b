import { appendFile, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openMail } from "./mail.ts";
import { composeMail } from "./mail-message.ts";
import { openMailStore } from "./mail-store.ts";

const good = {
  to: "ann@acme.test",
  from: "Gatehouse <no-reply@gatehouse.example>",
  subject: "Hello",
  text: "Hi",
  html: "<p>Hi",
};
const compose = (input: unknown, senders: string[] = []) => composeMail(input, senders, new Date(0), () => "msg_1");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mail-"));
});

describe("what the mail binding takes", () => {
  it("makes one message per recipient, whoever it is copied to", () => {
    const many = {
      ...good,
      to: ["Ann <ANN@acme.test>", { email: "bob@acme.test", name: "Bob" }],
      bcc: "eve@acme.test",
    };
    const composed = compose(many);
    expect(composed.ok && composed.value.map(({ to }) => to)).toEqual([
      "ann@acme.test",
      "bob@acme.test",
      "eve@acme.test",
    ]);
  });

  it("needs text or html, and not both", () => {
    expect(compose({ ...good, html: undefined })).toMatchObject({ ok: true, value: [{ text: "Hi", html: "" }] });
    expect(compose({ ...good, text: undefined })).toMatchObject({ ok: true, value: [{ text: "", html: "<p>Hi" }] });
    expect(compose({ ...good, text: "", html: "" })).toMatchObject({ ok: false });
  });

  it.each([
    ["no message", null],
    ["no recipient", { ...good, to: undefined }],
    ["a recipient that is no address", { ...good, to: "ann" }],
    ["an address with a second line", { ...good, to: "ann@acme.test\r\nBcc: eve@evil.test" }],
    ["a subject with a second line", { ...good, subject: "Hello\r\nBcc: eve@evil.test" }],
    ["an empty subject", { ...good, subject: " " }],
    ["a sender that is no address", { ...good, from: "Gatehouse" }],
    ["text that is no text", { ...good, text: { toString: "Hi" } }],
    ["too many recipients", { ...good, to: Array.from({ length: 51 }, (_, index) => `p${index}@acme.test`) }],
  ])("refuses %s as Cloudflare does", (_what, input) => {
    expect(compose(input)).toMatchObject({ ok: false, failure: { code: "E_VALIDATION_ERROR" } });
  });

  it("refuses a sender the binding does not allow", () => {
    expect(compose(good, ["no-reply@gatehouse.example"])).toMatchObject({ ok: true });
    expect(compose(good, ["other@gatehouse.example"])).toMatchObject({
      ok: false,
      failure: { code: "E_SENDER_NOT_VERIFIED" },
    });
  });
});

describe("the inbox", () => {
  it("answers newest first, for one address in any case or for all", async () => {
    const mail = await openMail(folder);
    for (const [to, subject] of [
      ["ann@acme.test", "one"],
      ["bob@acme.test", "two"],
      ["ann@acme.test", "three"],
    ]) {
      await mail.deliver({ ...good, to, subject }, []);
    }
    const read = async (query: string): Promise<string[]> => {
      const response = await mail.fetch(new Request(`http://mail.localhost/api/messages${query}`));
      return (JSON.parse(await response.text()) as { subject: string }[]).map(({ subject }) => subject);
    };
    expect(await read("?to=Ann%40ACME.test")).toEqual(["three", "one"]);
    expect(await read("?to=nobody%40acme.test")).toEqual([]);
    expect(await read("")).toEqual(["three", "two", "one"]);
  });

  it("gives each message the documented shape", async () => {
    const mail = await openMail(folder);
    await mail.deliver(good, []);
    const response = await mail.fetch(new Request("http://mail.localhost/api/messages?to=ann@acme.test"));
    expect(await response.json()).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^msg_/),
        to: "ann@acme.test",
        subject: "Hello",
        text: "Hi",
        html: "<p>Hi",
        sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      }),
    ]);
  });

  it("shows a message's html without scripts, in an origin of its own", async () => {
    const mail = await openMail(folder);
    await mail.deliver({ ...good, html: "<script>steal()</script>" }, []);
    const id = mail.list()[0]?.id;
    const response = await mail.fetch(new Request(`http://mail.localhost/messages/${id}/html`));
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("sandbox allow-popups");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/allow-(?:scripts|same-origin)/);
  });
});

describe("the mail store", () => {
  const message = (id: string) => ({
    id,
    from: "f@x.test",
    to: "t@x.test",
    subject: "s",
    text: "t",
    html: "",
    sentAt: "",
  });

  it("keeps its messages over a restart, even when the last write was cut off", async () => {
    const path = join(folder, "mail.jsonl");
    const first = await openMailStore(path);
    await first.add([message("1")]);
    await appendFile(path, '{"id":"half');
    const second = await openMailStore(path);
    await second.add([message("2")]);
    expect((await openMailStore(path)).list().map(({ id }) => id)).toEqual(["2", "1"]);
  });

  it("keeps only the newest, in memory and on disk", async () => {
    const path = join(folder, "mail.jsonl");
    const store = await openMailStore(path, 3);
    for (let index = 1; index <= 20; index += 1) await store.add([message(String(index))]);
    expect(store.list().map(({ id }) => id)).toEqual(["20", "19", "18"]);
    expect((await readFile(path, "utf8")).trim().split("\n").length).toBeLessThanOrEqual(6);
  });

  it("loses no message of many that arrive at once", async () => {
    const path = join(folder, "mail.jsonl");
    const store = await openMailStore(path);
    await Promise.all(Array.from({ length: 50 }, (_, index) => store.add([message(String(index))])));
    expect((await openMailStore(path)).list()).toHaveLength(50);
  });
});
