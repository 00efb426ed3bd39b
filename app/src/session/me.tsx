import { createContext, createMemo, useContext, type Accessor, type JSX } from "solid-js";
import type { Action } from "../../../src/authorization/action.ts";
import type { Me } from "../api.gen/types.gen.ts";

const MeContext = createContext<Accessor<Me>>();

export function MeProvider(props: { readonly me: Me; readonly children: JSX.Element }): JSX.Element {
  const me = createMemo(() => props.me);
  return <MeContext.Provider value={me}>{props.children}</MeContext.Provider>;
}

/** Who is signed in, on every page behind the gate. */
export function useMe(): Accessor<Me> {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error("useMe is for pages behind the gate: there is no MeProvider above");
  return me;
}

/** Whether they may do something: what to show. The API enforces it. */
export function useMay(): (action: Action) => boolean {
  const me = useMe();
  return (action) => me().permissions.includes(action);
}
