import { createHash } from "node:crypto";
import type { Framework } from "../../policies/controls/control.ts";
import { FRAMEWORKS } from "../../policies/controls/frameworks.ts";
import { type ControlCoverage, coverageOf } from "./coverage.ts";
import { lastResults, type ProofResult } from "./proof-results.ts";

/** The version of NIST's Open Security Controls Assessment Language that the document is of. */
export const OSCAL_VERSION = "1.2.1";

/** What an OSCAL document speaks of. `head` is that of the whole ledger; `to` is exclusive. */
export type OscalSources = {
  from: string;
  to: string;
  head: { number: number; hash: string; at: string };
  results: readonly ProofResult[];
};

/** Namespace of our UUIDs (version 5, RFC 9562): the same thing has the same UUID in every export. */
const NAMESPACE = "7d9a6d0e-6f1c-5f0a-9c53-1b1f0e7c2a55";

/** Namespace of our properties, a name and no page. */
const NS = "https://tenure.invalid/ns/oscal";

/**
 * The last results of a period as OSCAL assessment results: an observation for each rule and check in each stack, a finding for each control,
 * and an approved deviation for each exception. What nothing proves, or nobody could judge, is not satisfied.
 */
export function oscalResults({ from, to, head, results }: OscalSources) {
  const last = [...lastResults(results).values()].flat();
  const ledger = uuidOf(`ledger ${head.hash}`);
  const plan = uuidOf("plan");
  const coverage = coverageOf(
    FRAMEWORKS.flatMap((framework) => framework.controls.map((control) => ({ framework, control }))),
    results,
  );
  const risks = [...new Set(last.flatMap(({ exceptions }) => exceptions))].sort().map(riskOf);
  return {
    "assessment-results": {
      uuid: uuidOf(`results ${head.hash} ${from} ${to}`),
      metadata: {
        title: `Identities in AWS, ${from} to ${to}`,
        "last-modified": head.at,
        version: `${head.number}-${head.hash.slice(0, 16)}`,
        "oscal-version": OSCAL_VERSION,
      },
      "import-ap": { href: `#${plan}` },
      results: [
        {
          uuid: uuidOf(`result ${head.hash} ${from} ${to}`),
          title: `Rules and checks, ${from} to ${to}`,
          description:
            "The last result of every rule that judged a deployment and of every check of a drift run in the period, by the ledger.",
          start: from,
          end: to,
          ...localDefinitions(last),
          "reviewed-controls": { "control-selections": FRAMEWORKS.map(selectionOf) },
          ...(last.length > 0 ? { observations: last.map((result) => observationOf(result, ledger)) } : {}),
          ...(risks.length > 0 ? { risks } : {}),
          findings: coverage.map((control) => findingOf(control, last)),
        },
      ],
      "back-matter": { resources: [planResource(plan), ledgerResource(ledger, head)] },
    },
  };
}

/** A UUID of version 5 (RFC 9562, section 5.5): SHA-1 of namespace and name. */
export function uuidOf(name: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(NAMESPACE.replaceAll("-", ""), "hex"))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A control's id as OSCAL's tokens allow it: as NIST's own catalogue writes 800-53 (`ac-2.3`), else the id with its framework in front. */
export function controlToken({ framework, id }: Pick<ControlCoverage, "framework" | "id">): string {
  if (framework === "NIST SP 800-53") return id.toLowerCase().replace(/\((\d+)\)/g, ".$1");
  return `${framework}-${id}`.replace(/[^A-Za-z0-9._-]+/g, "-");
}

function selectionOf({ name, version, controls }: Framework) {
  return {
    description: `${name} ${version}`,
    "include-controls": controls.map(({ id }) => ({ "control-id": controlToken({ framework: name, id }) })),
  };
}

function localDefinitions(last: readonly ProofResult[]) {
  const stacks = [...new Set(last.map(({ stack }) => stack))].sort();
  if (stacks.length === 0) return {};
  const components = stacks.map((stack) => ({
    uuid: uuidOf(`stack ${stack}`),
    type: "service",
    title: `AWS account or stack ${stack}`,
    description: `What the records of ${stack} declare in AWS.`,
    status: { state: "operational" },
  }));
  return { "local-definitions": { components } };
}

function observationOf({ name, kind, stack, at, entry, outcome, findings, records, exceptions }: ProofResult, ledger: string) {
  const found = findings.length > 0 ? ` Findings: ${findings.join(", ")}.` : "";
  const about = records.length > 0 ? ` Records: ${records.join(", ")}.` : "";
  return {
    uuid: observationUuid({ name, stack, entry }),
    title: `${kind} ${name} in ${stack}`,
    description: `Outcome: ${outcome}.${found}${about}${exceptions.length > 0 ? ` Exceptions: ${exceptions.join(", ")}.` : ""}`,
    props: [
      { name: "outcome", ns: NS, value: outcome },
      { name: kind, ns: NS, value: name },
    ],
    methods: ["TEST"],
    types: ["control-objective"],
    subjects: [{ "subject-uuid": uuidOf(`stack ${stack}`), type: "component" }],
    "relevant-evidence": [{ href: `#${ledger}`, description: `Entry ${entry} of the ledger.` }],
    collected: at,
  };
}

function observationUuid({ name, stack, entry }: Pick<ProofResult, "name" | "stack" | "entry">): string {
  return uuidOf(`observation ${entry} ${stack} ${name}`);
}

function riskOf(exception: string) {
  return {
    uuid: uuidOf(`risk ${exception}`),
    title: `Exception ${exception}`,
    description: `The record ${exception} excepts what it names until its end.`,
    statement: "Approved with the pull request that brought it in; its reason and what compensates for it stand in the record.",
    status: "deviation-approved",
  };
}

const STATUS = {
  proven: { state: "satisfied", reason: "pass" },
  failing: { state: "not-satisfied", reason: "fail" },
  unknown: { state: "not-satisfied", reason: "other" },
  unproven: { state: "not-satisfied", reason: "other" },
} as const;

function findingOf(control: ControlCoverage, last: readonly ProofResult[]) {
  const { framework, version, id, title, status, proofs, gap } = control;
  const own = last.filter(({ name }) => proofs.some((proof) => proof.name === name));
  const exceptions = [...new Set(own.flatMap((result) => result.exceptions))].sort();
  const never = proofs.filter(({ outcome }) => outcome === "never").map(({ name }) => name);
  const remarks = [
    ...(status === "unproven" ? ["Nothing here proves this control."] : []),
    ...(never.length > 0 ? [`No result in the period: ${never.join(", ")}.`] : []),
    ...(gap === null ? [] : [gap]),
  ].join(" ");
  return {
    uuid: uuidOf(`finding ${framework} ${version} ${id} ${own.map(({ entry }) => entry).join(" ")}`),
    title: `${framework} ${version} ${id}`,
    description: title,
    target: {
      type: "objective-id",
      "target-id": controlToken(control),
      status: { ...STATUS[status], ...(remarks === "" ? {} : { remarks }) },
    },
    ...(own.length > 0 ? { "related-observations": own.map((result) => ({ "observation-uuid": observationUuid(result) })) } : {}),
    ...(exceptions.length > 0 ? { "related-risks": exceptions.map((exception) => ({ "risk-uuid": uuidOf(`risk ${exception}`) })) } : {}),
  };
}

function planResource(uuid: string) {
  const description =
    "Rules judge every change before it is merged and every deployment; checks compare the records with AWS on a schedule.";
  return {
    uuid,
    title: "Assessment plan: rules and checks",
    description,
    rlinks: [{ href: ".github/reference/controls.md", "media-type": "text/markdown" }],
  };
}

function ledgerResource(uuid: string, { number, hash }: OscalSources["head"]) {
  return { uuid, title: "Ledger", description: `The branch evidence up to entry ${number}, whose hash is ${hash}.` };
}
