/** A tenant's colour and what must be derived from it so that everything stays readable, as CSS hex colours. */
export interface BrandPalette {
  /** The colour exactly as the tenant chose it: what buttons and marks are filled with. */
  readonly brand: string;
  /** What is written on it: black or white, at least 4.5:1. */
  readonly onBrand: string;
  readonly brandHover: string;
  /** The colour as text or line on light and on dark surfaces: shifted just as far as 4.5:1 needs. */
  readonly inkOnLight: string;
  readonly inkOnDark: string;
}

/** The colour of organizations that have not chosen one, and of Gatehouse itself. */
export const defaultBrand = "#1d5c4d";

/** The least contrast of text (WCAG 2.2, success criterion 1.4.3). */
const readable = 4.5;

/* The hardest surface of each scheme to write on, from theme.css: light text colours must hold on the darkest of the
 * light surfaces, dark ones on the lightest of the dark. */
const lightSurface: Channels = [0xef, 0xed, 0xe8];
const darkSurface: Channels = [0x24, 0x23, 0x20];
const black: Channels = [0, 0, 0];
const white: Channels = [0xff, 0xff, 0xff];

/** Derives a palette. Anything that is not `#rrggbb` gives the default one. */
export function brandPalette(colour: string | null | undefined): BrandPalette {
  const brand = channelsOf(colour ?? "") ?? channelsOf(defaultBrand) ?? white;
  const onBrand =
    contrast(brand, white) >= readable || contrast(brand, white) >= contrast(brand, black) ? white : black;
  return {
    brand: hexOf(brand),
    onBrand: hexOf(onBrand),
    brandHover: hexOf(hoverOf(brand, onBrand)),
    inkOnLight: hexOf(shiftUntilReadable(brand, black, lightSurface)),
    inkOnDark: hexOf(shiftUntilReadable(brand, white, darkSurface)),
  };
}

/** Sets the palette's variables through the CSSOM, which the content security policy allows (no style attributes). */
export function applyBrand(element: HTMLElement, colour: string | null | undefined): void {
  const palette = brandPalette(colour);
  element.style.setProperty("--brand", palette.brand);
  element.style.setProperty("--on-brand", palette.onBrand);
  element.style.setProperty("--brand-hover", palette.brandHover);
  element.style.setProperty("--brand-ink-light", palette.inkOnLight);
  element.style.setProperty("--brand-ink-dark", palette.inkOnDark);
}

type Channels = readonly [red: number, green: number, blue: number];

/** The contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: string, other: string): number {
  return contrast(channelsOf(one) ?? black, channelsOf(other) ?? black);
}

function contrast(one: Channels, other: Channels): number {
  const [lighter, darker] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance([red, green, blue]: Channels): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function shiftUntilReadable(from: Channels, towards: Channels, surface: Channels): Channels {
  for (let step = 0; step <= 50; step += 1) {
    const shifted = mix(from, towards, step / 50);
    if (contrast(shifted, surface) >= readable) return shifted;
  }
  return towards;
}

/** Away from what is written on it, so that contrast only grows; what is almost black already goes lighter instead. */
function hoverOf(brand: Channels, onBrand: Channels): Channels {
  if (onBrand === black) return mix(brand, white, 0.16);
  return luminance(brand) < 0.02 ? mix(brand, white, 0.14) : mix(brand, black, 0.16);
}

function mix(from: Channels, to: Channels, share: number): Channels {
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [channel(0), channel(1), channel(2)];
}

function channelsOf(colour: string): Channels | null {
  const digits = /^#([0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (digits === undefined) return null;
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function hexOf(channels: Channels): string {
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
