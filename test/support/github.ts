import { Octokit } from "@octokit/rest";
import { type GitHub, startGitHub } from "../../scripts/emulators/github/github.ts";
import type { Directory, Person } from "../../stacks/model/directory.ts";

/** A directory of two people in one team and one in another: enough for authors, approvers and reviewers. */
export function smallDirectory(): Directory {
  const people = [
    personOf("w1", "ada-l", 7_000_001, "payments"),
    personOf("w2", "bob-k", 7_000_002, "payments"),
    personOf("w3", "sec-s", 7_000_003, "security"),
  ];
  return {
    people: new Map(people.map((person) => [person.id, person])),
    events: new Map(),
    teams: new Map(
      ["payments", "security"].map((id) => [id, { id, lead: people.find(({ team }) => team === id)!.id, github: id, delegates: [] }]),
    ),
  };
}

/** A GitHub of one's own, with these files on its default branch. Close it (`afterAll`). */
export function startOwnGitHub(files?: ReadonlyMap<string, string>, directory: Directory = smallDirectory()): Promise<GitHub> {
  return startGitHub({ files, directory });
}

/** A client that speaks to a stand-in as somebody, and does not ask twice. */
export function octokitOf(github: GitHub, login: string): Octokit {
  return new Octokit({
    baseUrl: github.url,
    auth: github.tokens.get(login) ?? login,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    retry: { enabled: false },
  });
}

function personOf(id: string, login: string, number: number, team: string): Person {
  return {
    id,
    github: { login, id: number },
    team,
    manager: null,
    type: "employee",
    starts: "2020-01-01",
    ends: null,
    status: "active",
    timeZone: "Etc/UTC",
    sponsor: null,
    aws: {},
  };
}
