/** A message ready to be sent. */
export interface Letter {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface LetterContent {
  readonly subject: string;
  /** Who writes: the name people know the product under. */
  readonly sender: string;
  readonly paragraphs: readonly string[];
  /** What to press: mostly one. */
  readonly actions: readonly Action[];
  /** Small print after the actions. */
  readonly notes: readonly string[];
  /** The brand's colour as `#rrggbb`, null for ours. */
  readonly color: string | null;
}

interface Action {
  readonly label: string;
  readonly url: string;
}

/** Writes a letter as text and as HTML. Everything in it may come from people: nothing of it becomes markup. */
export function writeLetter(content: LetterContent): Letter {
  return { subject: oneLine(content.subject), text: textOf(content), html: htmlOf(content) };
}

function textOf({ paragraphs, actions, notes, sender }: LetterContent): string {
  const links = actions.map(({ label, url }) => `${oneLine(label)}:\n${url}`);
  return [...paragraphs, ...links, ...notes, `— ${sender}`].map((part) => part.trim()).join("\n\n");
}

/** Tables and inline styles, because that is what mail programs render alike. */
function htmlOf({ subject, sender, paragraphs, actions, notes, color }: LetterContent): string {
  const brand = color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : ours;
  const body = paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`).join("\n");
  const buttons = actions.map((action) => buttonOf(action, brand)).join("\n");
  const small = notes.map((text) => `<p style="margin:0 0 8px">${escapeHtml(text)}</p>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${escapeHtml(oneLine(subject))}</title>
</head>
<body style="margin:0;padding:32px 16px;background:#f4f5f7;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2430">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border-radius:12px;border-top:4px solid ${brand}"><tr><td style="padding:32px">
<p style="margin:0 0 24px;font-size:18px;font-weight:600">${escapeHtml(sender)}</p>
${body}
${buttons}
<div style="padding-top:16px;border-top:1px solid #e6e8ec;font-size:13px;color:#5b6270">
${small}
</div>
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}

function buttonOf(action: Action, brand: string): string {
  const url = escapeHtml(action.url);
  return `<p style="margin:24px 0"><a href="${url}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:${brand};color:${inkOn(brand)};font-weight:600;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="margin:0 0 24px;font-size:13px;color:#5b6270">If the button does not work, open this address:<br><a href="${url}" style="color:#5b6270;word-break:break-all">${url}</a></p>`;
}

const ours = "#3b5bdb";

/** Black or white, whichever can be read better on a colour (WCAG 2.2, relative luminance). */
function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  // The luminance at which black and white have the same contrast.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A line break in a subject would be a header of its own. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}
