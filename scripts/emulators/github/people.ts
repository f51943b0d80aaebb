import type { Directory } from "../../../stacks/model/directory.ts";

/** Somebody who can sign in: `id` is the numeric one that GitHub keeps when a login changes hands. */
export type GitHubUser = { login: string; id: number; type: "User" | "Bot" };

/** A team of the organisation by its slug. */
export type GitHubTeam = { slug: string; logins: readonly string[] };

/** The two Apps (design, section 5): `bot` writes contents and pull requests, `judge` publishes checks. Logins as GitHub gives them to Apps. */
export const BOT: GitHubUser = { login: "tenure-bot[bot]", id: 9_000_001, type: "Bot" };

/** See `BOT`. */
export const JUDGE: GitHubUser = { login: "tenure-judge[bot]", id: 9_000_002, type: "Bot" };

/** The two Apps and everybody of the directory who has an account and has not left. */
export function usersOf(directory: Directory): readonly GitHubUser[] {
  const people = [...directory.people.values()].filter(({ status }) => status !== "left");
  return [BOT, JUDGE, ...people.flatMap(({ github }) => (github === null ? [] : [{ ...github, type: "User" as const }]))];
}

/** The teams of the directory that exist on GitHub, with their members. */
export function teamsOf(directory: Directory): readonly GitHubTeam[] {
  return [...directory.teams.values()].flatMap((team) => {
    const members = [...directory.people.values()].filter((person) => person.team === team.id && person.status !== "left");
    return team.github === null ? [] : [{ slug: team.github, logins: members.flatMap(({ github }) => github?.login ?? []) }];
  });
}
