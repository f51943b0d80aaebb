import analyzer, { type AnalyzeDiagnostic } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { EngineError } from "../../error.ts";
import { messageOf } from "../rpc.ts";

/** One thing that the pack reported. */
export type Verdict = {
  policy: string;
  pack: string;
  packVersion: string;
  /** `<description>\n<message>`, as the policy SDK sends it. */
  message: string;
  level: "advisory" | "mandatory";
  /** A stack policy may name a resource. */
  urn: string;
};

/** What the pack answered, in our words. A remediation that did not help counts as mandatory, as in Pulumi's engine. */
export function verdictsOf(diagnostics: readonly AnalyzeDiagnostic[]): readonly Verdict[] {
  return diagnostics.map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    pack: diagnostic.getPolicypackname(),
    packVersion: diagnostic.getPolicypackversion(),
    message: diagnostic.getMessage(),
    level: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
    urn: diagnostic.getUrn(),
  }));
}

/** A policy that throws stops everything: an unjudged resource is not a good one. */
export function packFailed(cause: unknown): EngineError {
  return new EngineError("PACK_FAILED", `the policy pack failed: ${messageOf(cause)}`, { cause });
}
