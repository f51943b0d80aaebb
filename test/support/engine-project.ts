import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Environment } from "../../scripts/engine/embedded/environment.ts";
import type { JudgedPath } from "../../scripts/engine/port.ts";
import type { FakeProvider } from "./fake-provider.ts";

/** A small Pulumi project in a folder of its own, with a program and a pack that run as real child processes. */
export type EngineProject = {
  folder: string;
  environment: Environment;
  /** Writes resources where the program finds them. @returns what `plan` and `up` take as records */
  records(name: string, content: Records): JudgedPath;
  /** The checkpoint as it stands on disk. */
  checkpoint(stack: string): { resources: Record<string, unknown>[]; secrets_providers: { state: { salt: string } } };
  remove(): void;
};

/** What the program declares: `type` is a class of `@pulumi/aws`; values may be `{ output: [resource, property] }`. */
export type Records = {
  resources: readonly { type: string; name: string; args: Record<string, unknown>; options?: Record<string, unknown> }[];
  /** Makes the program fail, wait, or print something. */
  fail?: string;
  print?: string;
  data?: boolean;
};

const PROGRAM = `
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity.js";
import { Group } from "@pulumi/aws/iam/group.js";
import { AccessKey } from "@pulumi/aws/iam/accessKey.js";
import { Policy } from "@pulumi/aws/iam/policy.js";
import { User } from "@pulumi/aws/iam/user.js";
import { Provider } from "@pulumi/aws/provider.js";
import { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion.js";
import { interpolate, jsonStringify } from "@pulumi/pulumi";

const classes = { AccessKey, Group, Policy, Secret, SecretVersion, User };
const judged = JSON.parse(readFileSync(process.env.TENURE_BASE, "utf8"));
const { resources, fail, print, data } = JSON.parse(readFileSync(join(judged.root, "resources.json"), "utf8"));
if (print) console.log(print);
if (fail) throw new Error(fail);
if (data) await getCallerIdentity();
const provider = new Provider("account", { region: "us-east-1", allowedAccountIds: [process.env.ACCOUNT] });
const made = new Map();
for (const { type, name, args, options = {} } of resources) {
  const dependsOn = (options.dependsOn ?? []).map((each) => made.get(each));
  made.set(name, new classes[type](name, value(args), { provider, deleteBeforeReplace: true, ...options, dependsOn }));
}
function value(part) {
  if (Array.isArray(part)) return part.map(value);
  if (typeof part !== "object" || part === null) return part;
  if (part.output) return made.get(part.output[0])[part.output[1]];
  if (part.join) return part.join.map(value).reduce((all, each) => interpolate\`\${all}\${each}\`, "");
  if (part.json) return jsonStringify(value(part.json));
  return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, value(each)]));
}
`;

const PACK = `
import { PolicyPack } from "@pulumi/policy";
const isUser = ({ type }) => type === "aws:iam/user:User";
new PolicyPack("small", {
  policies: [
    {
      name: "user-owner",
      description: "Every user has an owner.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        if (isUser(args) && !args.props.tags?.owner) report(\`\${args.name} has none\`);
      },
    },
    {
      name: "secret-name",
      description: "Names of secrets begin with tenure/.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        if (args.type === "aws:secretsmanager/secret:Secret" && !args.props.name.startsWith("tenure/")) report("another name");
      },
    },
    {
      name: "stack-users",
      description: "There are users.",
      enforcementLevel: "advisory",
      validateStack: ({ resources }, report) => {
        if (!resources.some(isUser)) report("no user at all");
      },
    },
  ],
});
`;

/** The variables of a project whose provider is a pretended cloud. */
export function onFakeCloud({ port }: FakeProvider): Environment {
  return { ACCOUNT: "123456789012", PULUMI_DEBUG_PROVIDERS: `aws:${port}` };
}

/** Makes one. @param variables which provider and which account: `onFakeCloud`, or those of an AWS with `ACCOUNT` */
export function makeEngineProject(variables: Environment): EngineProject {
  const folder = mkdtempSync(join(tmpdir(), "tenure-project-"));
  const state = join(folder, "state");
  for (const each of ["policies", "state", "home"]) mkdirSync(join(folder, each));
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"), "junction");
  const files = {
    "Pulumi.yaml": "name: tenure\nruntime: { name: nodejs, options: { typescript: false } }\n",
    "package.json": '{ "name": "small", "version": "1.0.0", "type": "module", "main": "index.js" }',
    "index.js": PROGRAM,
    "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
    "policies/package.json": '{ "name": "small", "version": "1.0.0", "type": "module", "main": "index.js" }',
    "policies/index.js": PACK,
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return {
    folder,
    environment: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase",
      ...variables,
    },
    records: (name, content) => {
      const root = join(folder, "roots", name);
      mkdirSync(root, { recursive: true });
      writeFileSync(join(root, "resources.json"), JSON.stringify(content));
      writeFileSync(`${root}.json`, JSON.stringify({ root }));
      return `${root}.json`;
    },
    checkpoint: (stack) => JSON.parse(readFileSync(join(state, ".pulumi/stacks/tenure", `${stack}.json`), "utf8")).checkpoint.latest,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
