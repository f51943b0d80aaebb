import { between, type Duration, parseDuration, parseInstant } from "../../../stacks/model/instant.ts";
import type { SetUp, Told } from "../../github/read/set-up.ts";
import { APPROVALS_CHECK, GATE_CHECK } from "../publish-check.ts";

import type { Facts } from "./facts.ts";
import { ago, broken, clock, type Judgement, ok, type SetUpCheck, unknown } from "./judgement.ts";

/** Workflows that must have run well not longer ago than this. */
const DUE: Readonly<Record<string, Duration>> = { "approvals.yml": parseDuration("2h")!, "detect-drift.yml": parseDuration("26h")! };

/** What `judge` needs on GitHub, and what neither App may have: whoever may administer or change workflows may change the rules. */
const JUDGE_NEEDS: Readonly<Record<string, string>> = { checks: "write", contents: "read", pull_requests: "read" };
const NO_APP_MAY = ["administration", "workflows", "organization_administration"];

const NOT_ASKED = "set GITHUB_REPOSITORY and GITHUB_TOKEN (and GITHUB_API_URL for Enterprise)";

/** Every check of what is set up on GitHub. */
export const GITHUB_CHECKS: readonly SetUpCheck[] = [
  {
    name: "github-token",
    judge: part("repository", ({ scopes }) => [
      scopes !== null && !scopes.includes("repo") && !scopes.includes("public_repo")
        ? broken(
            `the token's scopes are ${scopes.join(", ")}, and none lets it write pull requests`,
            "make a token with the scope repo or, better, use the App `bot`",
          )
        : ok(scopes === null ? "the token is of an App, or fine-grained" : `the token's scopes are ${scopes.join(", ")}`),
    ]),
  },
  {
    name: "github-default-branch",
    judge: part("repository", ({ defaultBranch: branch }, { workflows }) => {
      const other = [...workflows]
        .filter(([, text]) => /^ {4}branches: \[([^\]]+)\]$/m.test(text) && !branchesIn(text).includes(branch))
        .map(([file]) => file);
      return [
        other.length === 0
          ? ok(`the default branch is ${branch}`)
          : broken(
              `the default branch is ${branch}, and ${other.join(", ")} starts on others`,
              `put ${branch} into \`branches:\` of these workflows, or rename the branch`,
            ),
      ];
    }),
  },
  {
    name: "github-required-checks",
    judge: part("rules", (rules, { declared }) => {
      const judge = declared?.settings.apps.judge;
      const required = rules.flatMap(({ checks }) => checks);
      return [GATE_CHECK, APPROVALS_CHECK].map((name) => {
        const found = required.filter(({ context }) => context === name);
        if (found.length === 0)
          return broken(
            `the check ${name} is not required`,
            `add it to the required status checks of a ruleset for the default branch, with the App \`judge\` as its source`,
          );
        if (found.some(({ app }) => app === null))
          return broken(`the check ${name} counts by whomever it is published`, "choose the App `judge` as its source in the ruleset");
        if (judge != null && found.some(({ app }) => app !== judge))
          return broken(
            `the check ${name} is pinned to the App ${found[0]!.app}, and settings.yaml names ${judge} (apps.judge)`,
            "pin it to the App whose App ID is in settings.yaml",
          );
        return ok(`${name} is required, by the App ${found[0]!.app}`);
      });
    }),
  },
  {
    name: "github-branch-rules",
    judge: part("rules", (rules) =>
      protection(
        "the default branch",
        ["pull_request", "deletion", "non_fast_forward"],
        rules.map(({ type }) => type),
      ),
    ),
  },
  {
    name: "github-evidence-branch",
    judge: part("evidenceRules", (rules) =>
      protection(
        "the branch evidence",
        ["deletion", "non_fast_forward"],
        rules.map(({ type }) => type),
      ),
    ),
  },
  {
    name: "github-bypass",
    judge: part("rulesets", (rulesets) => {
      if (rulesets.length === 0)
        return [
          broken(
            "no ruleset is active: anybody who may push may push anything",
            "make a ruleset for the default branch, see In production in the README",
          ),
        ];
      const hidden = rulesets.filter(({ actors }) => actors === null).map(({ name }) => name);
      const always = rulesets.flatMap(({ name, actors }) =>
        (actors ?? []).filter((one) => one.always).map(({ actor }) => `${actor} (${name})`),
      );
      return [
        ...(hidden.length > 0
          ? [unknown(`who may bypass ${hidden.join(", ")} is not shown`, "an administrator's token shows it (Administration: write)")]
          : []),
        ...(always.length > 0
          ? [
              broken(
                `${always.join(", ")} may bypass the rules at any time`,
                "take them out of the bypass list, or allow it for pull requests only",
              ),
            ]
          : []),
        ...(hidden.length + always.length === 0 ? [ok("nobody may bypass the rules outside a pull request")] : []),
      ];
    }),
  },
  {
    name: "github-merge-queue",
    judge: part("rules", (rules, { workflows }) => {
      const queue = rules.some(({ type }) => type === "merge_queue");
      const listens = /^ {2}merge_group:/m.test(workflows.get("gate.yml") ?? "");
      if (!queue) return [ok("no merge queue")];
      return [
        listens
          ? ok("the merge queue is judged")
          : broken(
              "there is a merge queue, and gate.yml does not start on merge_group: every merge would wait for ever",
              "put `merge_group:` under `on:` in .github/workflows/gate.yml",
            ),
      ];
    }),
  },
  {
    name: "github-environments",
    judge: part("environments", (environments, facts) => {
      const wanted = ["judge", "bot", ...facts.stacks.flatMap((stack) => [`deploy-${stack}`, `observe-${stack}`])];
      const branch = branchOf(facts);
      const flaws = wanted.flatMap((name) => {
        const found = environments.find((environment) => environment.name === name);
        if (!found)
          return [broken(`there is no environment ${name}`, `make it, restricted to ${branch}, with the secrets that the workflows name`)];
        if (found.branches === null)
          return [
            broken(`any branch may use the environment ${name} and its secrets`, `restrict it to ${branch} (Deployment branches and tags)`),
          ];
        const others = found.branches === "protected" ? [] : found.branches.filter((one) => one !== branch);
        return others.length > 0 ? [broken(`${others.join(", ")} may use the environment ${name}`, `leave only ${branch}`)] : [];
      });
      return flaws.length > 0 ? flaws : [ok(`${wanted.length} environments, for ${branch} only`)];
    }),
  },
  {
    name: "github-workflows",
    judge: part("workflows", (seen, { workflows }) => {
      const flaws = [...workflows.keys()].sort().flatMap((file) => {
        const found = seen.find((one) => one.file === file);
        if (!found)
          return [
            broken(
              `GitHub does not know the workflow ${file}`,
              "merge it into the default branch, and allow Actions in the repository's settings",
            ),
          ];
        return found.state === "active"
          ? []
          : [
              broken(
                `the workflow ${file} is ${found.state}`,
                `gh workflow enable ${file}; GitHub disables schedules of repositories without activity for 60 days`,
              ),
            ];
      });
      return flaws.length > 0 ? flaws : [ok(`${workflows.size} workflows, all active`)];
    }),
  },
  {
    name: "github-schedules",
    judge: part("workflows", (seen, { asOf }) =>
      Object.entries(DUE).map(([file, due]) => {
        const last = seen.find((one) => one.file === file)?.lastRun;
        const at = last && parseInstant(last.at);
        if (!last || !at) return broken(`${file} has never run to its end`, `gh workflow run ${file}`);
        const age = between(at, asOf);
        if (age > due) return broken(`${file} last ran ${ago(age)}`, `gh workflow run ${file}, and see whether its schedule is disabled`);
        return last.conclusion === "success"
          ? ok(`${file} ran well at ${last.at}`)
          : broken(`${file} ended as ${last.conclusion} at ${last.at}`, `gh run list --workflow ${file} shows why`);
      }),
    ),
  },
  {
    name: "github-apps",
    judge: part("apps", (apps, { declared }) => {
      const id = declared?.settings.apps.judge ?? null;
      const judge = apps.find((app) => app.id === id);
      if (!judge)
        return [
          broken(
            `the App ${id ?? "judge"} is not installed`,
            "install it for this repository, and put its App ID into settings.yaml (apps.judge)",
          ),
        ];
      const lacks = Object.entries(JUDGE_NEEDS).filter(
        ([name, level]) => !(judge.permissions[name] === level || judge.permissions[name] === "write"),
      );
      const tooMuch = NO_APP_MAY.filter((name) => judge.permissions[name] !== undefined);
      return [
        ...(lacks.length > 0
          ? [
              broken(
                `the App ${judge.slug} lacks ${lacks.map(([name, level]) => `${name}: ${level}`).join(", ")}`,
                "give it these in the App's settings, and let an owner accept them",
              ),
            ]
          : []),
        ...(tooMuch.length > 0
          ? [
              broken(
                `the App ${judge.slug} may ${tooMuch.join(", ")}: it could change its own rules`,
                "take these permissions from the App",
              ),
            ]
          : []),
        ...(lacks.length + tooMuch.length === 0 ? [ok(`the App ${judge.slug} may do what it needs`)] : []),
      ];
    }),
  },
  {
    name: "github-clock",
    judge: (facts) => [facts.github.told ? clock("GitHub", facts.githubAheadMs) : unknown("GitHub's clock was not seen", NOT_ASKED)],
  },
];

/** Judges a part of the set-up; without it the answer is unknown, and says what it takes. */
function part<Name extends keyof SetUp>(
  name: Name,
  judge: (value: SetUp[Name] extends Told<infer T> ? T : never, facts: Facts) => readonly Judgement[],
) {
  return (facts: Facts): readonly Judgement[] => {
    if (!facts.github.told) return [unknown(`GitHub was not asked (${facts.github.because})`, NOT_ASKED)];
    const seen = facts.github.value[name] as Told<never>;
    return seen.told
      ? judge(seen.value, facts)
      : [unknown(seen.because, "give the token that permission for this check, or let an administrator run it")];
  };
}

function branchOf({ github }: Facts): string {
  return github.told && github.value.repository.told ? github.value.repository.value.defaultBranch : "main";
}

function protection(what: string, wanted: readonly string[], there: readonly string[]): readonly Judgement[] {
  const missing = wanted.filter((type) => !there.includes(type));
  if (missing.length === 0) return [ok(`${what} is protected`)];
  const rules = missing.map((type) => REPAIRS[type]).join("; ");
  return [broken(`${what} has no rule ${missing.join(", ")}`, `add ${rules} to a ruleset for it`)];
}

const REPAIRS: Readonly<Record<string, string>> = {
  pull_request: "Require a pull request before merging",
  deletion: "Restrict deletions",
  non_fast_forward: "Block force pushes",
};

function branchesIn(text: string): readonly string[] {
  return (/^ {4}branches: \[([^\]]+)\]$/m.exec(text)?.[1] ?? "").split(",").map((word) => word.trim());
}
