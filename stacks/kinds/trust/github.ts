import { z } from "zod";
import { iamArn } from "../../iam/arn.ts";
import { instant, strictObject } from "../../model/fields.ts";
import { condition, conditionValue, type Form, letIn } from "./form.ts";
import { GITHUB_ISSUER, hasProvider } from "./issuer.ts";

const word = (what: string) =>
  z
    .string()
    .regex(/^[^*?:]+$/, { error: `expected ${what} without wildcards` })
    .optional();

/** Ids stand in the subject of repositories made or renamed since 2026-07-15; names alone need an ending `legacySubject`. */
const schema = strictObject({
  github: strictObject({
    repository: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, { error: "expected <owner>/<repository>, without wildcards" })
      .describe("the repository whose workflows may assume it")
      .meta({ examples: ["acme/web"] }),
    ownerId: z
      .int()
      .positive()
      .describe("numeric id of the owner: gh api users/<owner> --jq .id")
      .meta({ examples: [9917231] }),
    repositoryId: z
      .int()
      .positive()
      .describe("numeric id of the repository: gh api repos/<owner>/<repository> --jq .id")
      .meta({ examples: [610224877] }),
    environment: word("an environment")
      .describe("only from this environment")
      .meta({ examples: ["production"] }),
    branch: word("a branch")
      .describe("only from this branch")
      .meta({ examples: ["main"] }),
    legacySubject: strictObject({ until: instant.describe("the first instant at which it is not accepted any more") })
      .optional()
      .describe("also accept the subject without ids, until then"),
  })
    .describe("workflows of one GitHub repository, from one environment or branch")
    .refine((trust) => (trust.environment === undefined) !== (trust.branch === undefined), {
      error: "expected exactly one of environment and branch",
    }),
});

/** Workflows of one repository, from one environment or branch. */
export const github: Form<z.output<typeof schema>> = {
  schema,
  statements({ github: from }, account) {
    const provider = { type: "Federated", values: [iamArn(account, "oidc-provider", GITHUB_ISSUER)] };
    const where = from.environment === undefined ? `ref:refs/heads/${from.branch}` : `environment:${from.environment}`;
    const [owner, repository] = from.repository.split("/") as [string, string];
    const whence = (subject: string) => [
      condition("StringEquals", `${GITHUB_ISSUER}:aud`, "sts.amazonaws.com"),
      condition("StringEquals", `${GITHUB_ISSUER}:sub`, `repo:${subject}:${where}`),
    ];
    const actions = ["sts:AssumeRoleWithWebIdentity"];
    const withIds = letIn(actions, provider, whence(`${owner}@${from.ownerId}/${repository}@${from.repositoryId}`));
    if (!from.legacySubject) return [withIds];
    const until = condition("DateLessThan", "aws:CurrentTime", from.legacySubject.until);
    return [withIds, letIn(actions, provider, [...whence(`${owner}/${repository}`), until])];
  },
  misfits: (_trust, account) => hasProvider(account, `https://${GITHUB_ISSUER}`, ["trust", "github"]),
  recognise({ statements }) {
    for (const { conditions } of statements) {
      const match = /^repo:([^@/:]+)@(\d+)\/([^@/:]+)@(\d+):(?:environment:(.+)|ref:refs\/heads\/(.+))$/.exec(
        conditionValue(conditions, `${GITHUB_ISSUER}:sub`) ?? "",
      );
      if (!match) continue;
      const until = statements
        .map((statement) => conditionValue(statement.conditions, "aws:CurrentTime"))
        .find((value) => value !== undefined);
      return {
        github: {
          repository: `${match[1]}/${match[3]}`,
          ownerId: Number(match[2]),
          repositoryId: Number(match[4]),
          ...(match[5] === undefined ? { branch: match[6] } : { environment: match[5] }),
          ...(until === undefined ? {} : { legacySubject: { until } }),
        },
      };
    }
    return undefined;
  },
};
