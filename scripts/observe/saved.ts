import { z } from "zod";
import type { Arn } from "../../stacks/iam/arn.ts";
import type { PolicyDocument } from "../../stacks/iam/document.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Elsewhere } from "../../stacks/model/ref.ts";
import { GLASS_SCHEMAS } from "./glass-parts.ts";
import type { AllParts, Observation, ObservedProvider } from "./observation.ts";
import { OUTSIDE_SCHEMAS } from "./outside-parts.ts";
import { SOURCE_OF } from "./parts.ts";

const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  .transform((text) => text as Instant);
const arn = z
  .string()
  .startsWith("arn:")
  .transform((text) => text as Arn);
const subject = z.union([
  arn,
  z
    .string()
    .startsWith("person/")
    .transform((text) => text as `person/${string}`),
  z
    .string()
    .startsWith("application/")
    .transform((text) => text as Elsewhere),
]);
const strings = z.array(z.string());

/**
 * Names that somebody chose in AWS, and what stands under them. `z.record` would drop the name `__proto__` without a word,
 * and IAM lets an inline policy or a tag be called that: what is compared later would not be what was observed.
 */
function named<T>(value: z.ZodType<T>): z.ZodType<Readonly<Record<string, T>>> {
  const isObject = (input: unknown) => typeof input === "object" && input !== null && !Array.isArray(input);
  return z.custom<Record<string, unknown>>(isObject, { error: "expected an object" }).transform((found, context) =>
    Object.fromEntries(
      Object.entries(found).map(([name, each]) => {
        const read = value.safeParse(each);
        for (const { path, message } of read.error?.issues ?? []) context.addIssue({ code: "custom", path: [name, ...path], message });
        return [name, read.data as T];
      }),
    ),
  );
}

const principals = z.array(z.strictObject({ type: z.string(), values: strings })).optional();
/** Our form of a policy document: whatever else stands there could not be compared. */
const document: z.ZodType<PolicyDocument> = z.strictObject({
  version: z.string(),
  id: z.string().optional(),
  statements: z.array(
    z.strictObject({
      sid: z.string().optional(),
      effect: z.enum(["Allow", "Deny"]),
      actions: strings.optional(),
      notActions: strings.optional(),
      resources: strings.optional(),
      notResources: strings.optional(),
      principals,
      notPrincipals: principals,
      conditions: z.array(z.strictObject({ operator: z.string(), key: z.string(), values: strings })),
    }),
  ),
}) as z.ZodType<PolicyDocument>;
const permitted = { attached: z.array(arn), inline: named(document) };
const base = { arn, name: z.string(), path: z.string() };
const tags = named(z.string());

const federation = z.union([
  z.strictObject({ oidc: z.strictObject({ url: z.string(), audiences: strings, thumbprints: strings }) }),
  z.strictObject({ saml: z.strictObject({ metadata: z.string() }) }),
]);

const moment = instant.nullable();
const versions = z.array(z.strictObject({ id: z.string(), isDefault: z.boolean(), createdAt: instant }));
const status = z.enum(["Active", "Inactive"]);

const gap = { source: z.string(), operation: z.string(), reason: z.string(), retry: z.boolean() };

const part = <T>(value: z.ZodType<T>) =>
  z.discriminatedUnion("complete", [
    z.strictObject({
      complete: z.literal(true),
      value,
      observedAt: instant,
      except: z.array(z.strictObject({ ...gap, subject })).optional(),
    }),
    z.strictObject({ complete: z.literal(false), gap: z.strictObject(gap) }),
  ]);

const unknownOf = z.strictObject({ finding: z.string(), known: z.literal(false), because: z.string() });

const observation = z.strictObject({
  schema: z.literal("tenure/observation/1"),
  account: z.string(),
  accountId: z.string(),
  deep: z.boolean(),
  startedAt: instant,
  finishedAt: instant,
  manifest: z.array(
    z.strictObject({
      part: z.enum(Object.keys(SOURCE_OF) as [keyof AllParts, ...(keyof AllParts)[]]),
      source: z.string(),
      operation: z.string(),
      calls: z.int(),
      pages: z.int(),
      items: z.int(),
      refused: strings,
      startedAt: instant,
      finishedAt: instant,
    }),
  ),
  parts: z.strictObject({
    summary: part(named(z.number())),
    authorization: part(
      z.strictObject({
        users: z.array(
          z.strictObject({
            type: z.literal("user"),
            ...base,
            ...permitted,
            tags,
            boundary: arn.nullable(),
            groups: strings,
            createdAt: instant,
          }),
        ),
        roles: z.array(
          z.strictObject({
            type: z.literal("role"),
            ...base,
            ...permitted,
            tags,
            boundary: arn.nullable(),
            trust: document,
            instanceProfiles: strings,
            createdAt: instant,
            lastUsedAt: moment,
          }),
        ),
        groups: z.array(z.strictObject({ type: z.literal("group"), ...base, ...permitted })),
        policies: z.array(z.strictObject({ type: z.literal("policy"), ...base, document, createdAt: instant, versions })),
      }),
    ),
    providers: part(
      z.array(
        z.strictObject({ type: z.literal("provider"), ...base, tags, federation, createdAt: instant }) as z.ZodType<ObservedProvider>,
      ),
    ),
    sessions: part(named(z.int())),
    keys: part(z.array(z.strictObject({ id: z.string(), user: arn, status, createdAt: instant, lastUsedAt: moment.optional() }))),
    credentials: part(
      z.strictObject({
        reportedAt: instant,
        root: z.strictObject({ mfa: z.boolean(), keys: z.int(), hasCertificates: z.boolean(), passwordLastUsedAt: moment }).nullable(),
        rows: z.array(
          z.strictObject({
            user: arn,
            createdAt: instant,
            console: z.boolean(),
            passwordLastUsedAt: moment,
            passwordChangedAt: moment.optional(),
            mfa: z.boolean(),
            hasKeys: z.boolean(),
            keys: z.array(z.strictObject({ active: z.boolean(), rotatedAt: moment, lastUsedAt: moment })),
            hasCertificates: z.boolean(),
          }),
        ),
      }),
    ),
    otherCredentials: part(
      z.array(
        z.strictObject({
          id: z.string(),
          user: arn,
          kind: z.enum(["service-specific", "signing-certificate", "ssh-key"]),
          service: z.string().nullable(),
          status,
          createdAt: instant,
          expiresAt: moment,
        }),
      ),
    ),
    instanceProfiles: part(z.array(z.strictObject({ arn, name: z.string(), roles: z.array(arn) }))),
    serverCertificates: part(z.array(z.strictObject({ arn, name: z.string(), expiresAt: moment }))),
    mfaDevices: part(z.array(z.strictObject({ arn, of: arn.nullable() }))),
    slots: part(
      z.array(z.strictObject({ keyId: z.string(), record: z.string(), slot: z.string(), policy: document.nullable().optional() })),
    ),
    agents: part(OUTSIDE_SCHEMAS.agents).exactOptional(),
    people: part(OUTSIDE_SCHEMAS.people).exactOptional(),
    applications: part(OUTSIDE_SCHEMAS.applications).exactOptional(),
    githubAccounts: part(OUTSIDE_SCHEMAS.githubAccounts).exactOptional(),
    githubKeys: part(OUTSIDE_SCHEMAS.githubKeys).exactOptional(),
    githubApps: part(OUTSIDE_SCHEMAS.githubApps).exactOptional(),
    githubBypass: part(OUTSIDE_SCHEMAS.githubBypass).exactOptional(),
    glass: part(GLASS_SCHEMAS.glass).exactOptional(),
    incidents: part(GLASS_SCHEMAS.incidents).exactOptional(),
    questions: part(OUTSIDE_SCHEMAS.questions).exactOptional(),
  }),
  attributions: z
    .array(
      z.discriminatedUnion("known", [
        z.strictObject({ finding: z.string(), known: z.literal(true), by: z.string(), at: instant, event: z.string() }),
        unknownOf,
      ]),
    )
    .optional(),
  uses: z
    .array(
      z.discriminatedUnion("known", [
        z.strictObject({
          finding: z.string(),
          known: z.literal(true),
          sessions: z.int(),
          by: strings,
          calls: z.array(z.strictObject({ event: z.string(), count: z.int() })),
          changed: z.array(z.strictObject({ event: z.string(), on: strings })),
          refused: z.int(),
          first: moment,
          last: moment,
          isWhole: z.boolean(),
        }),
        unknownOf,
      ]),
    )
    .optional(),
});

/** Reads an observation that a job saved. @throws ProjectError naming the field that is not as it should be. */
export function parseObservation(file: string, text: string): Observation {
  try {
    return observation.parse(JSON.parse(text));
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const what = issue ? `${issue.path.join(".")}: ${issue.message}` : (cause as Error).message;
    throw new ProjectError("OBSERVATION_INVALID", `${file} is no observation (tenure/observation/1): ${what}`, { cause });
  }
}
