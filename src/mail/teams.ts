import { writeLetter, type Letter } from "./letter.ts";

export interface TeamsMail {
  /** At least one. */
  readonly teams: readonly { readonly name: string; readonly url: string }[];
}

/** Answers who has forgotten where their team signs in. Comes from the platform, not from a team. */
export function teamsMail({ teams }: TeamsMail): Letter {
  const one = teams.length === 1;
  return writeLetter({
    subject: one ? "Your team's address" : "Your teams' addresses",
    sender: "Gatehouse",
    paragraphs: [
      "Hello,",
      `somebody, hopefully you, has asked where you sign in. ${
        one ? "You are a member of one team:" : `You are a member of ${teams.length} teams:`
      }`,
    ],
    actions: teams.map(({ name, url }) => ({ label: `Go to ${name}`, url })),
    notes: [
      "You sign in there as you always do: this message by itself lets nobody in.",
      "If it was not you who asked, ignore it. Whoever asked was not told whether you have an account.",
    ],
    color: null,
  });
}
