import { APPROVALS_CHECK, GATE_CHECK } from "../../scripts/command/publish-check.ts";
import type { Source } from "../../scripts/command/source.ts";
import type { Reading } from "../../scripts/command/submission.ts";
import { type GitHub, startGitHub } from "../../scripts/emulators/github/github.ts";
import { JUDGE } from "../../scripts/emulators/github/people.ts";
import { readDefaultBranch } from "../../scripts/github/read/branch.ts";
import { openHistory } from "../../scripts/github/read/history.ts";
import { readTree } from "../../scripts/github/read/tree.ts";
import type { Written } from "../../scripts/ledger/entry.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import { octokitOf } from "./github.ts";
import { clientOf, pushAs } from "./repository.ts";
import { SMALL, small, smallTree, textsOf } from "./small-organisation.ts";

type Files = Readonly<Record<string, string>>;

/** The settings of the small organisation, with the App of the stand-in as the judge. */
export const JUDGED = { "settings.yaml": `${SMALL["settings.yaml"]}apps: { judge: ${JUDGE.id} }\n` };

/** A repository on the stand-in for GitHub in which people propose, review and merge. Paths are those of records. */
export type Pulls = {
  github: GitHub;
  /** Opens a pull request of a branch of its own from the default branch, or from another commit. */
  propose(login: string, files: Files, options?: { by?: string; from?: string }): Promise<{ number: number; head: Commit; branch: string }>;
  /** One more commit on a branch, or another one in its place. */
  push(login: string, branch: string, files: Files, parent?: string): Promise<Commit>;
  review(login: string, number: number, event?: "APPROVE" | "REQUEST_CHANGES" | "COMMENT"): Promise<number>;
  dismiss(login: string, number: number, review: number): Promise<void>;
  /** What the gate publishes, as the judge unless stated. */
  publish(commit: string, conclusion?: "success" | "failure", login?: string, name?: string): Promise<void>;
  merge(login: string, number: number, method?: "merge" | "squash" | "rebase"): Promise<Commit>;
  tip(): Promise<Commit>;
  reading(entries?: readonly Written[]): Promise<Reading>;
  close(): Promise<void>;
};

let branches = 0;

/** Starts one with the small organisation and these files; everybody of its directory and `strangers` have an account. */
export async function startPulls(files: Files = {}, strangers: readonly { login: string; id: number }[] = []): Promise<Pulls> {
  const records = [...textsOf(smallTree({ ...JUDGED, ...files }))].map(([path, text]) => [`stacks/${path}`, text] as const);
  const { directory } = small();
  const people = new Map(directory.people);
  for (const { login, id } of strangers)
    people.set(login, { ...directory.people.get("w1")!, id: login, team: "nowhere", github: { login, id } });
  const github = await startGitHub({
    files: new Map([...records, ["README.md", "# Identities\n"]]),
    directory: { ...directory, people },
  });
  const [owner, repo] = github.repository.split("/") as [string, string];
  const inStacks = (own: Files) => Object.fromEntries(Object.entries(own).map(([path, text]) => [placeOf(path), text]));
  const tip = async () => (await readDefaultBranch(clientOf(github))).commit;
  return {
    github,
    tip,
    close: () => github.close(),
    async propose(login, own, { by = login, from } = {}) {
      branches += 1;
      const branch = `change-${branches}`;
      const head = (await pushAs(github, by, branch, inStacks(own), { parent: from ?? (await tip()) })) as Commit;
      const { data } = await octokitOf(github, login).rest.pulls.create({ owner, repo, head: branch, base: "main", title: branch });
      return { number: data.number, head, branch };
    },
    async push(login, branch, own, parent) {
      return (await pushAs(github, login, branch, inStacks(own), parent === undefined ? {} : { parent })) as Commit;
    },
    async review(login, number, event = "APPROVE") {
      const words = { owner, repo, pull_number: number, event, body: "seen" };
      return (await octokitOf(github, login).rest.pulls.createReview(words)).data.id;
    },
    async dismiss(login, number, review) {
      await octokitOf(github, login).rest.pulls.dismissReview({ owner, repo, pull_number: number, review_id: review, message: "not so" });
    },
    async publish(commit, conclusion = "success", login = JUDGE.login, name = GATE_CHECK) {
      const output = { title: name === APPROVALS_CHECK ? "approved" : "passed", summary: "**Next step:** none." };
      const check = { owner, repo, name, head_sha: commit, status: "completed", conclusion, output } as const;
      await octokitOf(github, login).rest.checks.create(check);
    },
    async merge(login, number, method = "squash") {
      const { data } = await octokitOf(github, login).rest.pulls.merge({ owner, repo, pull_number: number, merge_method: method });
      return data.sha as Commit;
    },
    async reading(entries = []) {
      const client = clientOf(github);
      const at: Source["at"] = (commit) => readTree(client, commit, "stacks/");
      const commit = await tip();
      const source: Source = { tree: (await at(commit))!, prefix: "stacks/", branch: "main", description: `main ${commit}`, at };
      return { github: client, history: openHistory(client), source, entries };
    },
  };
}

/** Records by their path below `stacks/`, everything else by its path in the repository with `/` in front. */
function placeOf(path: string): string {
  return path.startsWith("/") ? path.slice(1) : `stacks/${path}`;
}
