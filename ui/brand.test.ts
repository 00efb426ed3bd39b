import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { brandPalette, contrastOf, defaultBrand } from "./brand.ts";

const colour = integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
const lightSurfaces = ["#f7f6f3", "#ffffff", "#efede8"];
const darkSurfaces = ["#121211", "#1a1a18", "#242320"];

test("whatever colour a tenant chooses, what is written on it is readable, hovered or not", () => {
  assert(
    property(colour, (chosen) => {
      const { brand, onBrand, brandHover } = brandPalette(chosen);
      expect(brand).toBe(chosen);
      expect(contrastOf(onBrand, brand)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(onBrand, brandHover)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("whatever colour a tenant chooses, text in it is readable on every light and every dark surface", () => {
  assert(
    property(colour, (chosen) => {
      const { inkOnLight, inkOnDark } = brandPalette(chosen);
      for (const surface of lightSurfaces) expect(contrastOf(inkOnLight, surface)).toBeGreaterThanOrEqual(4.5);
      for (const surface of darkSurfaces) expect(contrastOf(inkOnDark, surface)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("a colour that is readable as it is stays as it is", () => {
  expect(brandPalette("#1d5c4d").inkOnLight).toBe("#1d5c4d");
  expect(brandPalette("#ffd400").inkOnDark).toBe("#ffd400");
});

test("what is not a colour gives the default, so that nothing but a colour reaches the style sheet", () => {
  for (const bad of [null, undefined, "", "red", "#fff", "url(https://elsewhere.test)", "#1234567"]) {
    expect(brandPalette(bad).brand).toBe(defaultBrand);
  }
});

test("black on white has the greatest contrast there is", () => {
  expect(contrastOf("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrastOf("#777777", "#777777")).toBe(1);
});
