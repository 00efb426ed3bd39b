/* What every form control shares, so that a text field and a select beside it line up to the pixel. */

export const fieldLabelClass = "text-sm font-medium text-ink";

export const fieldHintClass = "text-sm text-muted";

export const fieldErrorClass = "text-sm font-medium text-danger-ink";

const box =
  "easing w-full rounded-md border border-control bg-raised px-3 text-base text-ink shadow-control " +
  "placeholder:text-faint hover:border-muted " +
  "focus-visible:border-brand-ink focus-visible:outline-2 focus-visible:outline-offset-0 " +
  "disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted not-[button]:read-only:bg-sunken " +
  "aria-invalid:border-danger-ink data-[invalid]:border-danger-ink";

/* 16 pixels on a phone: below that, iOS zooms into the page when the field takes the focus. */
export const inputClass = `${box} h-10 coarse:h-12 coarse:text-[1rem]`;
