import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import pb, { type AnalyzeRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { afterEach, describe, expect, it } from "vitest";
import { analyze } from "../../../../../scripts/engine/embedded/pack/analyze.ts";
import type { Pack } from "../../../../../scripts/engine/embedded/pack/pack.ts";
import { resourceOf } from "../../../../../scripts/engine/embedded/resource.ts";
import { answer, connect, type Server, serve } from "../../../../../scripts/engine/embedded/rpc.ts";

const ELSEWHERE = "Policy only applies to resources of type 'aws:iam/user:User'";

/** What a pretended pack answers to each question: the policies that pass it over, with their reasons, and what it says. */
type Answer = { passedOver: Readonly<Record<string, string>>; says?: string };

describe("scripts/engine/embedded/pack/analyze", () => {
  let server: Server;
  let pack: Pack;
  afterEach(() => {
    pack.close();
    server.close();
  });

  /** Asks about groups one after the other. @returns how many of the questions the pack got, and what was said */
  async function asked(resourcePolicies: readonly string[] | undefined, answers: Answer) {
    let questions = 0;
    const calls = {
      analyze: answer((_request: AnalyzeRequest) => {
        questions += 1;
        const response = new pb.AnalyzeResponse();
        for (const [name, reason] of Object.entries(answers.passedOver)) {
          const one = new pb.PolicyNotApplicable();
          one.setPolicyName(name);
          one.setReason(reason);
          response.addNotApplicable(one);
        }
        if (answers.says !== undefined) response.addDiagnostics(new pb.AnalyzeDiagnostic()).setMessage(answers.says);
        return response;
      }),
    };
    server = await serve([{ service: AnalyzerService as never, calls }]);
    const client = await connect(server.address, "PACK_FAILED", "the pack");
    pack = { client, label: ["small", "1"], resourcePolicies, indifferent: new Set(), ended: () => false, close: () => client.close() };
    const said: string[] = [];
    for (const name of ["a", "b", "c"]) {
      const goal = { type: "aws:iam/group:Group", name, custom: true, inputs: {}, parent: "", provider: "", dependencies: [] };
      const options = { propertyDependencies: {}, protect: false, retainOnDelete: false, ignoreChanges: [], additionalSecretOutputs: [] };
      const resource = resourceOf(`urn:pulumi:prod::tenure::aws:iam/group:Group::${name}`, {
        ...goal,
        ...options,
        importID: "",
        deleteBeforeReplace: undefined,
      });
      const verdicts = await analyze(pack, { resource, properties: {}, deleteBeforeReplace: undefined, provider: undefined });
      said.push(...verdicts.map(({ message }) => message));
    }
    return { questions, said };
  }

  it("asks once about a type when every policy says that it is about other types", async () => {
    expect(await asked(["one", "two"], { passedOver: { one: ELSEWHERE, two: ELSEWHERE } })).toEqual({ questions: 1, said: [] });
  });

  it.each([
    ["a policy is silent: it may have something to say of the next one", ["one", "two"], { one: ELSEWHERE }],
    ["a policy passes over it for another reason", ["one"], { one: "Not in this region" }],
    ["the pack does not say which policies are about single resources", undefined, { one: ELSEWHERE }],
    ["there are none, as far as it says", [], {}],
  ])("asks about each when %s", async (_, policies, passedOver) => {
    expect(await asked(policies, { passedOver })).toEqual({ questions: 3, said: [] });
  });

  it("passes on what is said, each time", async () => {
    expect(await asked(["one", "two"], { passedOver: { one: ELSEWHERE }, says: "no" })).toEqual({ questions: 3, said: ["no", "no", "no"] });
  });
});
