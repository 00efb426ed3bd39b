import { parseArgs } from "node:util";
import { failure, success, type Result } from "../src/result/result.ts";
import { subjectNames, type SubjectName } from "./subject.ts";

/** What one run measures. */
export interface BenchOptions {
  /** How often every subject has its turn: A B C A B C … */
  readonly rounds: number;
  /** How long a turn is measured. */
  readonly seconds: number;
  readonly connections: readonly number[];
  /** 1 is one hot tenant with many people; N are N tenants with one person each. */
  readonly tenants: readonly number[];
  readonly subjects: readonly SubjectName[];
  /** How many sessions are revoked while they are in use, per mode; 0 skips it. */
  readonly revocations: number;
  /** How many live pages are opened at one gatekeeper; 0 skips it. */
  readonly pages: number;
}

const full: BenchOptions = {
  rounds: 5,
  seconds: 1.2,
  connections: [1, 32, 256],
  tenants: [1, 1_000],
  subjects: subjectNames,
  revocations: 2_000,
  pages: 5_000,
};

/** For a look while working: too short to say anything about small differences. */
const quick: BenchOptions = {
  ...full,
  rounds: 3,
  seconds: 0.7,
  connections: [32],
  tenants: [1],
  revocations: 200,
  pages: 500,
};

export const usage = `npm run bench -- [options]
  --quick                  a short look: 32 connections, one hot tenant
  --rounds 5               turns of every subject
  --seconds 1.2            length of a turn
  --connections 1,32,256   connections of the load generator
  --tenants 1,1000         1 is one hot tenant; N are N tenants, requests rotating over them
  --only bare,strict-cookie  subjects: ${subjectNames.join(", ")}
  --revocations 2000       sessions that are revoked while in use, per mode; 0 for none
  --pages 5000             live pages at one gatekeeper; 0 for none. Each takes three file descriptors`;

/** Reads the command line; the failure is what is wrong with it. */
export function readOptions(args: readonly string[]): Result<BenchOptions, string> {
  const given = parse(args);
  if (typeof given === "string") return failure(given);
  const preset = given.quick === true ? quick : full;
  const named = given.only?.split(",") ?? preset.subjects;
  const unknown = named.filter((name) => !isSubjectName(name));
  if (unknown.length > 0) return failure(`There is no subject ${unknown.join(", ")}.`);
  const options = {
    rounds: Number(given.rounds ?? preset.rounds),
    seconds: Number(given.seconds ?? preset.seconds),
    connections: numbers(given.connections) ?? preset.connections,
    tenants: numbers(given.tenants) ?? preset.tenants,
    subjects: named.filter(isSubjectName),
    revocations: Number(given.revocations ?? preset.revocations),
    pages: Number(given.pages ?? preset.pages),
  };
  const { rounds, seconds, connections, tenants, revocations, pages } = options;
  if (![rounds, ...connections, ...tenants].every(isCount)) {
    return failure("Rounds, connections and tenants are whole numbers above 0.");
  }
  if (!(seconds > 0)) return failure("Seconds are a number above 0.");
  if (![revocations, pages].every((count) => count === 0 || isCount(count))) {
    return failure("Revocations and pages are whole numbers.");
  }
  return success(options);
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const counts = { rounds: text, connections: text, tenants: text, revocations: text, pages: text };
  const options = { ...counts, seconds: text, only: text };
  try {
    return parseArgs({ args: [...args], options: { ...options, quick: { type: "boolean" } } }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

function numbers(list: string | undefined): number[] | undefined {
  return list?.split(",").map(Number);
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

function isSubjectName(name: string): name is SubjectName {
  return (subjectNames as readonly string[]).includes(name);
}
