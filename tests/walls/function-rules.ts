import { literals, ours, rule, type Rule } from "./rule.ts";
import type { DatabaseDocument, DocumentedFunction } from "./database-document.ts";

const functions = `
  select p.*, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as named,
         p.proname || '(' || oidvectortypes(p.proargtypes) || ')' as signature
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours}`;

const pinned = `array['search_path=pg_catalog, public, pg_temp']`;

const signatures = (documented: readonly DocumentedFunction[]) =>
  literals(documented.map(({ signature }) => signature));

/** Owner and callers of every function in the document, one line each. */
const access = ({ definerFunctions, otherFunctions }: DatabaseDocument) =>
  literals(
    [...definerFunctions, ...otherFunctions].flatMap(({ signature, owner, callers }) => [
      `${signature} of ${owner}`,
      ...callers.map((caller) => `${signature} to ${caller}`),
    ]),
  );

export const functionRules: readonly Rule[] = [
  rule(
    "a function with the rights of its owner stands in the document",
    (document) => `
      select f.signature from (${functions}) f
      where f.prosecdef and f.signature not in (${signatures(document.definerFunctions)})`,
  ),
  rule(
    "a function with the rights of its caller stands in the document",
    (document) => `
      select f.signature from (${functions}) f
      where not f.prosecdef and f.signature not in (${signatures(document.otherFunctions)})`,
  ),
  rule(
    "every function in the document exists, with whose rights it says",
    (document) => `
      select s from unnest(array[${signatures(document.definerFunctions)}]) s
      where s <> '' and s not in (select f.signature from (${functions}) f where f.prosecdef)
      union all
      select s from unnest(array[${signatures(document.otherFunctions)}]) s
      where s <> '' and s not in (select f.signature from (${functions}) f where not f.prosecdef)`,
  ),
  rule(
    "a function with the rights of its owner has a pinned search path that ends in pg_temp",
    `select f.signature from (${functions}) f where f.prosecdef and f.proconfig is distinct from ${pinned}`,
  ),
  rule(
    "a function belongs to whom the document says, and is called by whom it names",
    (document) => `
      select held.access from (
        select f.signature || ' of ' || f.proowner::regrole as access from (${functions}) f
        union all
        select f.signature || ' to ' || case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end
        from (${functions}) f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
        where a.grantee <> f.proowner
      ) held where held.access not in (${access(document)})`,
  ),
  rule(
    "whom the document names as a caller of a function may call it",
    ({ definerFunctions, otherFunctions }) => `
      select named.access from unnest(array[${literals(
        [...definerFunctions, ...otherFunctions].flatMap(({ signature, callers }) =>
          callers.map((caller) => `${caller} ${signature}`),
        ),
      )}]) as named (access)
      where named.access <> '' and not coalesce(
        has_function_privilege(split_part(named.access, ' ', 1), to_regprocedure(substr(named.access, strpos(named.access, ' ') + 1)), 'execute'),
        false)`,
  ),
  rule(
    "a look-up only reads, and reads no more than its text says",
    `select f.signature from (${functions}) f
     where f.proname like 'lookup%'
       and (f.provolatile = 'v' or f.prolang <> (select oid from pg_language where lanname = 'sql')
            or f.proowner <> 'gatehouse_lookup'::regrole or not f.prosecdef)`,
  ),
  rule(
    "no function runs text as SQL",
    `select f.signature from (${functions}) f where f.prosrc ~* '\\mexecute\\M' and f.prosrc !~* '\\mexecute\\s+(function|procedure)\\M'`,
  ),
  rule(
    "a function with the rights of its caller changes no rows",
    `select f.signature from (${functions}) f
     where not f.prosecdef and f.prosrc ~* '\\m(insert\\s+into|update\\s+\\w+\\s+set|delete\\s+from|merge\\s+into|truncate|set_config)\\M'`,
  ),
  rule(
    "a trigger calls a function of ours",
    `select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     join pg_proc p on p.oid = t.tgfoid
     where ${ours} and not t.tgisinternal
       and (p.pronamespace <> 'public'::regnamespace or t.tgenabled <> 'O')`,
  ),
];
