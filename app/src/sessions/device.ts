export interface Device {
  /** "Firefox on Linux", or what little can be said. */
  readonly name: string;
  readonly isPhone: boolean;
}

/* In this order: most browsers also claim to be those further down. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPad\b/, "iPad"],
  [/\b(iPhone|iPod)\b/, "iPhone"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

/** Names a device by what its browser said of itself: enough to recognize one's own, and nothing to rely on. */
export function describeDevice(userAgent: string | null): Device {
  const text = userAgent ?? "";
  const browser = browsers.find(([shape]) => shape.test(text))?.[1];
  const system = systems.find(([shape]) => shape.test(text))?.[1];
  const isPhone = /\b(iPhone|iPod|Mobile)\b/.test(text) && system !== "iPad";
  if (browser !== undefined && system !== undefined) return { name: `${browser} on ${system}`, isPhone };
  return { name: browser ?? system ?? "Unknown device", isPhone };
}
