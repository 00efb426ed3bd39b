import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { Form } from "../../../ui/form.tsx";
import { ArrowRightIcon } from "../../../ui/icons.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { PlaceMark } from "../tenancy/place-mark.tsx";
import { FindTeamByMail } from "./find-team-by-mail.tsx";
import { healthPath } from "./health-path.ts";
import { teamSlug } from "./team-address.ts";

/** The way from the platform's front door to a team's. Whether a team exists is only said at its own address. */
export function FindTeamScreen(): JSX.Element {
  const { protocol, host } = window.location;
  const [typed, setTyped] = createSignal("");
  const [error, setError] = createSignal<string>();
  const [forgotten, setForgotten] = createSignal(false);

  const go = async () => {
    const slug = teamSlug(typed(), host);
    if (slug === null) setError(`Enter your team's name, the part before .${host}`);
    else window.location.assign(`${protocol}//${slug}.${host}/`);
  };

  return (
    <Entrance
      mark={<PlaceMark />}
      name="Gatehouse"
      title="Find your team"
      description={
        forgotten()
          ? "We will mail you the addresses of the teams you are a member of."
          : "Every team signs in at an address of its own. It is in the invitation you received."
      }
      footer={
        <a href={healthPath} class={linkClass}>
          Is everything working?
        </a>
      }
    >
      <Show
        when={!forgotten()}
        fallback={
          <>
            <FindTeamByMail />
            <button type="button" class={`justify-self-start ${linkClass}`} onClick={() => setForgotten(false)}>
              I know the address
            </button>
          </>
        }
      >
        <Form onSubmit={go}>
          <TextField
            label="Your team's address"
            name="team"
            value={typed()}
            onChange={(value) => {
              setTyped(value);
              setError(undefined);
            }}
            error={error()}
            hint={`For example acme, for acme.${host}`}
            type="url"
            placeholder={`acme.${host}`}
            autofocus
          />
          <Button type="submit" variant="primary" size="large" icon={ArrowRightIcon}>
            Continue
          </Button>
        </Form>
        <button type="button" class={`justify-self-start ${linkClass}`} onClick={() => setForgotten(true)}>
          I don't know the address
        </button>
      </Show>
    </Entrance>
  );
}
