import { expect, test } from "vitest";
import { describeDevice } from "./device.ts";

const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const android = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

test("browsers are told by their own name, not by those they claim for compatibility", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  expect(describeDevice(`${mac} ${webkit} Chrome/140.0.0.0 Safari/537.36`).name).toBe("Chrome on macOS");
  expect(describeDevice(`${mac} ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0`).name).toBe("Edge on macOS");
  expect(describeDevice(`${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15`).name).toBe(
    "Safari on macOS",
  );
  expect(describeDevice("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0").name).toBe(
    "Firefox on Linux",
  );
});

test("a phone is a phone, and an Android is not just a Linux", () => {
  expect(describeDevice(`${android} Chrome/140.0.0.0 Mobile Safari/537.36`)).toEqual({
    name: "Chrome on Android",
    isPhone: true,
  });
  expect(describeDevice(`${iphone} Version/18.0 Mobile/15E148 Safari/604.1`)).toEqual({
    name: "Safari on iPhone",
    isPhone: true,
  });
  expect(describeDevice(`${mac} Firefox/140.0`).isPhone).toBe(false);
});

test("what cannot be told is not made up", () => {
  expect(describeDevice(null).name).toBe("Unknown device");
  expect(describeDevice("").name).toBe("Unknown device");
  expect(describeDevice("my-script").name).toBe("Unknown device");
  expect(describeDevice("curl/8.9.1").name).toBe("curl");
});
