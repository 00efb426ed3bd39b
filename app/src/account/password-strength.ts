/** As the API asks for (src/identity/contract.ts); it has the last word. */
export const shortestPassword = 12;

export interface PasswordStrength {
  readonly level: "empty" | "short" | "weak" | "fair" | "strong";
  readonly advice: string;
}

/**
 * A hint while somebody chooses a password. Length is what counts (NIST SP 800-63B, section 5.1.1.2 and appendix A):
 * no rule asks for digits or signs, but what is one's own name or a few characters over and over is called weak.
 *
 * @param own what others know of the person: name, address
 */
export function passwordStrength(password: string, own: readonly string[]): PasswordStrength {
  const length = Array.from(password).length;
  if (length === 0)
    return { level: "empty", advice: `At least ${shortestPassword} characters. A few unrelated words work well.` };
  if (length < shortestPassword) {
    const lacking = shortestPassword - length;
    return { level: "short", advice: `${lacking} more ${lacking === 1 ? "character" : "characters"}.` };
  }
  if (new Set(password.toLowerCase()).size < 6)
    return { level: "weak", advice: "Easy to guess: few different characters." };
  if (isMostlyOwn(password, own))
    return { level: "weak", advice: "Easy to guess: it is made of your name or address." };
  if (isSequence(password)) return { level: "weak", advice: "Easy to guess: it follows the alphabet or the keyboard." };
  return length >= 16
    ? { level: "strong", advice: "A strong password." }
    : { level: "fair", advice: "Good. Longer is stronger." };
}

function isMostlyOwn(password: string, own: readonly string[]): boolean {
  let rest = password.toLowerCase();
  const parts = own.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length >= 3);
  for (const part of parts) rest = rest.replaceAll(part, "");
  return rest.length < password.length / 2;
}

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
];

function isSequence(password: string): boolean {
  const plain = password.toLowerCase();
  return rows.some((row) => [plain.slice(0, 8), plain.slice(-8)].every((piece) => row.includes(piece)));
}
