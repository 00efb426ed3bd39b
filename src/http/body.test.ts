import { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { readBody } from "./body.ts";

const schema = z.strictObject({ name: z.string() });

function post(body: string | null, contentType = "application/json"): Request {
  return new Request("https://x.test", { method: "POST", headers: { "content-type": contentType }, body });
}

async function refusal(request: Request) {
  const read = await readBody(request, schema);
  return read.ok ? null : read.failure;
}

test("a body that fits is parsed", async () => {
  expect(await readBody(post('{"name":"Ada"}'), schema)).toEqual({ ok: true, value: { name: "Ada" } });
});

test("an unknown field is refused, and named", async () => {
  const problem = await refusal(post('{"name":"Ada","role":"owner"}'));
  expect(problem?.code).toBe("INVALID_REQUEST");
  expect(JSON.stringify(problem?.extensions)).toContain("role");
});

test("what cannot be the name of a field is refused without being said back", async () => {
  const problem = await refusal(post('{"name":"Ada","correct horse battery":1,"role":"owner"}'));
  expect(problem?.code).toBe("INVALID_REQUEST");
  expect(JSON.stringify(problem?.extensions)).not.toContain("horse");
});

test("what is not JSON is refused", async () => {
  expect((await refusal(post("{")))?.code).toBe("INVALID_REQUEST");
  expect((await refusal(post("name=Ada", "application/x-www-form-urlencoded")))?.code).toBe("UNSUPPORTED_MEDIA_TYPE");
});

test("a body of more than 64 KiB is refused, whatever Content-Length says", async () => {
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(16 * 1024).fill(32));
    },
  });
  const request = new Request("https://x.test", {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": "2" },
    body: endless,
    duplex: "half",
  } as RequestInit);
  expect((await refusal(request))?.code).toBe("BODY_TOO_LARGE");
});

test("no body reads as an empty object", async () => {
  expect(await readBody(new Request("https://x.test", { method: "POST" }), z.strictObject({}))).toEqual({
    ok: true,
    value: {},
  });
});

test("a number where text belongs is refused with the path of the field", async () => {
  const problem = await refusal(post('{"name":7}'));
  expect(problem?.extensions.errors).toEqual([{ path: "name", message: expect.any(String) }]);
});

test.each([
  ["U+0000", '{"name":"a\\u0000b"}'],
  ["half a surrogate pair", '{"name":"\\ud800"}'],
  ["nesting that would overflow the stack", `{"name":${"[".repeat(30_000)}${"]".repeat(30_000)}}`],
])("%s is refused before anything could fail on it", async (_, body) => {
  expect((await refusal(post(body)))?.code).toBe("INVALID_REQUEST");
});

test("a form is read where one is wanted, each field once, and nowhere else", async () => {
  const form = "application/x-www-form-urlencoded";
  const read = (body: string, type: string) => {
    const request = post(body, type);
    return readBody(request, schema, undefined, "form");
  };
  expect(await read("name=Ada+Lovelace", `${form}; charset=utf-8`)).toEqual({
    ok: true,
    value: { name: "Ada Lovelace" },
  });
  const codeOf = async (result: ReturnType<typeof read>) => {
    const outcome = await result;
    return outcome.ok ? null : outcome.failure.code;
  };
  expect(await codeOf(read("name=Ada&name=Eve", form))).toBe("INVALID_REQUEST");
  expect(await codeOf(read('{"name":"Ada"}', "application/json"))).toBe("UNSUPPORTED_MEDIA_TYPE");
  expect((await refusal(post("name=Ada", form)))?.code).toBe("UNSUPPORTED_MEDIA_TYPE");
});
