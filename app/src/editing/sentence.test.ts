import { expect, test } from "vitest";
import { editorsSentence, listed } from "./sentence.ts";

test("things are listed as people list them", () => {
  expect(listed([])).toBe("");
  expect(listed(["Colour"])).toBe("Colour");
  expect(listed(["App name", "Colour"])).toBe("App name and Colour");
  expect(listed(["App name", "Colour", "Hours"])).toBe("App name, Colour and Hours");
});

test("a few editors are named, of many the first", () => {
  expect(editorsSentence([])).toBe("");
  expect(editorsSentence(["Bob"])).toBe("Bob is editing this right now.");
  expect(editorsSentence(["Ada", "Bob"])).toBe("Ada and Bob are editing this right now.");
  expect(editorsSentence(["Ada", "Bob", "Cy"])).toBe("Ada, Bob and Cy are editing this right now.");
  expect(editorsSentence(["Ada", "Bob", "Cy", "Di"])).toBe("Ada, Bob and 2 others are editing this right now.");
});
