import { expect, test } from "vitest";
import { nameInDns, typedName } from "./typed-name.ts";

test("a name is understood however it was copied", () => {
  for (const text of [
    "app.acme.com",
    " App.ACME.com ",
    "app.acme.com.",
    "https://app.acme.com/welcome?x=1#y",
    "app.acme.com:8443/",
  ]) {
    expect(typedName(text)).toBe("app.acme.com");
  }
});

test("what is no name stays what it is, for the server to say why", () => {
  for (const text of ["*.acme.com", "192.0.2.1", "acme", "not a name"]) expect(typedName(text)).toBe(text);
});

test("letters beyond ASCII are shown as the DNS writes them", () => {
  expect(nameInDns("shop.bücher.example")).toBe("shop.xn--bcher-kva.example");
  expect(nameInDns("портал.пример.example")).toBe("xn--80awhdgm.xn--e1afmkfd.example");
});

test("a name in ASCII is written as it is, and what cannot be written is left alone", () => {
  for (const typed of ["app.acme.com", "xn--bcher-kva.example", "", "not a name", "bü cher"]) {
    expect(nameInDns(typed)).toBeNull();
  }
});
