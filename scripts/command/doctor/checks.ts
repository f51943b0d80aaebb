import type { Declared } from "../../../stacks/model/declared.ts";
import { resolveOwner } from "../../../stacks/model/directory.ts";
import { between, type Instant, parseDuration, parseInstant } from "../../../stacks/model/instant.ts";
import { accountOfStackName } from "../../../stacks/model/slice.ts";
import type { Facts } from "./facts.ts";
import { GITHUB_CHECKS } from "./github-checks.ts";
import { ago, broken, clock, type Judgement, ok, type SetUpCheck, unknown } from "./judgement.ts";

/** Every check of the set-up, in the order in which people repair it. A new one is one entry here or in `github-checks.ts`. */
export const SET_UP_CHECKS: readonly SetUpCheck[] = [
  {
    name: "tools-node",
    judge: ({ node }) => [
      isAtLeast(node, [22, 18])
        ? ok(`Node ${node}`)
        : broken(`Node ${node}, expected 22.18 or later`, "run commands by `npm run`, which brings its own, or install Node 24"),
    ],
  },
  {
    name: "tools-git",
    judge: ({ git }) => [
      !git.told
        ? broken("git is not on the PATH", "install git 2.25 or later")
        : isAtLeast(git.value, [2, 25])
          ? ok(`git ${git.value}`)
          : broken(`git ${git.value}, expected 2.25 or later`, "install a newer git"),
    ],
  },
  {
    name: "tools-engine",
    judge: ({ pulumi, backend }) => {
      if (pulumi.told)
        return [
          isAtLeast(pulumi.value, [3, 200])
            ? ok(`Pulumi CLI ${pulumi.value}`)
            : broken(
                `Pulumi CLI ${pulumi.value}, expected 3.200 or later`,
                "install a newer Pulumi CLI, or take it off the PATH: the built-in engine deploys without it",
              ),
        ];
      if (backend === undefined)
        return [
          broken(
            "no Pulumi CLI, and PULUMI_BACKEND_URL is not set",
            "set PULUMI_BACKEND_URL=file://<folder> for the built-in engine, or install the Pulumi CLI",
          ),
        ];
      return [
        backend.startsWith("file://")
          ? ok("the built-in engine (no Pulumi CLI on the PATH)")
          : broken(
              `no Pulumi CLI, and the built-in engine keeps no state in ${backend}`,
              "install the Pulumi CLI, or set PULUMI_BACKEND_URL=file://<folder>",
            ),
      ];
    },
  },
  {
    name: "tools-python",
    judge: ({ python }) => [
      !python.told
        ? ok("no Python: only npm run local, demo and test need it")
        : isAtLeast(python.value, [3, 10])
          ? ok(`Python ${python.value}`)
          : broken(`Python ${python.value}, expected 3.10 or later`, "install a newer Python; only npm run local, demo and test need it"),
    ],
  },
  {
    name: "records-valid",
    judge: ({ problems }) => [
      problems.length === 0
        ? ok("all records can be read")
        : broken(
            `${problems.length} problems, the first: ${problems[0]}`,
            "npm run validate says all of them; npm run validate -- --fix repairs slips of the pen",
          ),
    ],
  },
  { name: "settings-teams", judge: withRecords(teams) },
  {
    name: "settings-judge",
    judge: withRecords(({ settings }) => [
      settings.apps.judge === null
        ? broken(
            "settings.yaml names no App whose checks count (apps.judge)",
            "put the App ID of `judge`, as its page on GitHub says it, into apps: { judge: <id> }",
          )
        : ok(`apps.judge is ${settings.apps.judge}`),
    ]),
  },
  { name: "settings-limits", judge: withRecords(limits) },
  { name: "owners-reachable", judge: withRecords(owners) },
  {
    name: "aws-credentials",
    judge: ({ aws }) => [
      aws.told
        ? ok(`AWS says that we are ${aws.value.arn}`)
        : unknown(
            `AWS does not say who we are (${aws.because})`,
            "sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE (and AWS_ENDPOINT_URL for npm run local)",
          ),
    ],
  },
  { name: "aws-account", judge: accounts },
  {
    name: "aws-permissions",
    judge: ({ aws }) => {
      if (!aws.told) return [unknown("what the observer may do was not asked", "repair aws-credentials first")];
      const { missing, untold } = aws.value;
      const policy = "attach .github/reference/observer-policy.json to the role that observes";
      return [
        ...(missing.length > 0 ? [broken(`${aws.value.arn} may not ${missing.join(", ")}`, policy)] : []),
        ...(untold.length > 0
          ? [
              unknown(
                `nobody says whether it may ${untold.join(", ")}`,
                "allow it iam:SimulatePrincipalPolicy and iam:GetRole for this check, or compare its policy with .github/reference/observer-policy.json",
              ),
            ]
          : []),
        ...(missing.length + untold.length === 0 ? [ok("may read all that observing needs")] : []),
      ];
    },
  },
  {
    name: "aws-clock",
    judge: ({ aws }) => [aws.told ? clock("AWS", aws.value.aheadMs) : unknown("AWS's clock was not seen", "repair aws-credentials first")],
  },
  ...GITHUB_CHECKS,
  {
    name: "state-lock",
    judge: ({ locks }) => [
      ...(!locks.told
        ? [
            unknown(
              `whether somebody has a stack is not known (${locks.because})`,
              "set PULUMI_BACKEND_URL as the deployment does; for other backends `pulumi stack` says it",
            ),
          ]
        : []),
      ...(locks.told
        ? locks.value.map((holder) =>
            broken(`a stack is locked: ${holder}`, "wait for that run to end, or delete the file if its process no longer runs"),
          )
        : []),
      ...(locks.told && locks.value.length === 0 ? [ok("nobody has a stack")] : []),
    ],
  },
  {
    name: "ledger-chain",
    judge: ({ ledger }) => {
      const where = "git fetch origin evidence, or set GITHUB_REPOSITORY and GITHUB_TOKEN; before the first run there is none";
      if (!ledger.told) return [unknown(`the ledger could not be read (${ledger.because})`, where)];
      const { entries, broken: flaw } = ledger.value;
      if (flaw !== null)
        return [
          broken(
            `the ledger is not whole: ${flaw}`,
            "npm run evidence -- verify --anchors says from where on; tell security before anything is written",
          ),
        ];
      return [
        entries > 0
          ? ok(`${entries} entries, whole`)
          : unknown("the ledger has no entry: nothing ran yet, or somebody took it away", where),
      ];
    },
  },
  { name: "drift-runs", judge: driftRuns },
];

/** A complete drift run is due twice a day; after this long something has stopped. */
const DRIFT_DUE = parseDuration("26h")!;

function teams({ settings, directory }: Declared, asOf: Instant): readonly Judgement[] {
  return Object.entries(settings.teams).map(([role, id]) => {
    const answer = resolveOwner(directory, `team/${id}`, asOf);
    const people = answer.state === "answers" ? answer.people.filter(({ status }) => status === "active") : [];
    const lead = directory.teams.get(id)?.lead;
    const file = `directory/teams/${id}.yaml`;
    if (!people.some((person) => person.id === lead))
      return broken(`teams.${role}: nobody leads team/${id} at present (lead: ${lead})`, `name somebody who works here as lead in ${file}`);
    const least = role === "security" ? 2 : 1;
    if (people.filter(({ github }) => github !== null).length < least)
      return broken(
        `teams.${role}: team/${id} has fewer than ${least} at work with an account on GitHub${least > 1 ? ": its own changes have no approver" : ""}`,
        "add github: { login, id } to its members, or members to it",
      );
    return ok(`teams.${role}: team/${id}, ${people.length} at work`);
  });
}

/** The greatest share of an account that one run should ever touch: above it a limit limits nothing. */
const SANE_PERCENT = 50;

function limits({ settings: { limits: set, approvals } }: Declared): readonly Judgement[] {
  const shares = {
    "limits.drift.changes": set.drift.changes,
    "limits.deploy.removals": set.deploy.removals,
    "limits.feed.missingPeople": set.feed.missingPeople,
  };
  const absurd = Object.entries(shares).filter(([, { percent }]) => percent > SANE_PERCENT);
  return [
    ...absurd.map(([key, { percent }]) =>
      broken(`${key}: ${percent} percent limits nothing`, `set at most ${SANE_PERCENT}; the defaults are in .github/reference/settings.md`),
    ),
    ...(approvals.some(({ when }) => Object.keys(when).length === 0)
      ? []
      : [broken("approvals: no row matches every change, so some need nobody", "end the table with { when: {}, need: [owner] }")]),
    ...(absurd.length === 0 ? [ok("limits hold back what is more than half of an account")] : []),
  ];
}

function owners(declared: Declared, asOf: Instant): readonly Judgement[] {
  const named = [...declared.accounts.values()].flatMap(({ name, owner, records }) => [
    { owner, of: `accounts/${name}/account.yaml` },
    ...[...records.values()].map(({ fields, source }) => ({ owner: fields.owner, of: source.file })),
  ]);
  const byOwner = [...Map.groupBy(named, ({ owner }) => owner)];
  const gone = byOwner.flatMap(([owner, of]) => {
    const answer = resolveOwner(declared.directory, owner, asOf);
    return answer.state === "gone"
      ? [
          broken(
            `${owner} answers for ${of.length} records (${of[0]!.of}), and ${answer.why}`,
            `npm run transfer -- --from ${owner} --to team/<id>`,
          ),
        ]
      : [];
  });
  return gone.length > 0 ? gone : [ok(`${byOwner.length} owners, each with somebody who answers`)];
}

function accounts({ aws, declared, stacks }: Facts): readonly Judgement[] {
  if (!aws.told || !declared)
    return [unknown("whose the credentials are was not compared", "repair aws-credentials and records-valid first")];
  const wanted = stacks.map((name) => declared.accounts.get(accountOfStackName(name))).filter((account) => account !== undefined);
  const found = wanted.find(({ accountId }) => accountId === aws.value.accountId);
  if (!found)
    return [
      broken(
        `the credentials are of account ${aws.value.accountId}, expected ${wanted.map(({ name, accountId }) => `${name} (${accountId})`).join(" or ")}`,
        "sign in to the account, or put its id into account.yaml",
      ),
    ];
  const others = wanted.filter((account) => account !== found).map(({ name }) => name);
  return [
    ok(`${found.name} (${found.accountId})`),
    ...(others.length > 0
      ? [
          unknown(
            `${others.join(", ")}: these credentials are not of it`,
            `run npm run doctor -- --stack ${others[0]} with credentials of that account`,
          ),
        ]
      : []),
  ];
}

function driftRuns({ ledger, stacks, asOf }: Facts): readonly Judgement[] {
  if (!ledger.told) return [unknown("when drift last ran whole is not known", "repair ledger-chain first")];
  return stacks.map((stack) => {
    const last = parseInstant(ledger.value.lastComplete.get(stack) ?? "");
    if (!last)
      return broken(`${stack}: drift has never run whole`, `npm run drift -- --stack ${stack} --propose, or run the workflow detect-drift`);
    const age = between(last, asOf);
    return age > DRIFT_DUE
      ? broken(
          `${stack}: drift last ran whole at ${last}, ${ago(age)}`,
          "see the last runs of the workflow detect-drift: what was incomplete names its gap",
        )
      : ok(`${stack}: drift ran whole at ${last}`);
  });
}

/** What needs the records is unknown without them. */
function withRecords(judge: (declared: Declared, asOf: Instant) => readonly Judgement[]): SetUpCheck["judge"] {
  return ({ declared, asOf }) =>
    declared ? judge(declared, asOf) : [unknown("the records could not be read", "repair records-valid first")];
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [found = 0, foundMinor = 0] = version.split(".").map(Number);
  return found > major || (found === major && foundMinor >= minor);
}
