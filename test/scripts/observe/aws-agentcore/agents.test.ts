import { BedrockAgentCoreControlClient } from "@aws-sdk/client-bedrock-agentcore-control";
import { afterEach, describe, expect, it } from "vitest";
import { openAgentCore, readAgents } from "../../../../scripts/observe/aws-agentcore/agents.ts";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import { type Answer, type Http, type Request, startHttp } from "../../../support/http.ts";

const ARN = "arn:aws:bedrock-agentcore:us-east-1:000000000000";
let http: Http | undefined;
afterEach(() => http?.close());

const runtimeOf = (id: string) => ({
  ...{ agentRuntimeArn: `${ARN}:runtime/${id}`, agentRuntimeId: id, agentRuntimeVersion: "1", agentRuntimeName: `agent-${id}` },
  ...{ description: "", lastUpdatedAt: "2026-11-20T10:00:00Z", status: "READY" },
});
const identityOf = (name: string) => ({
  name,
  workloadIdentityArn: `${ARN}:workload-identity-directory/default/workload-identity/${name}`,
});
const details = (id: string) => ({
  ...runtimeOf(id),
  ...{ createdAt: "2026-11-01T10:00:00Z", roleArn: `arn:aws:iam::000000000000:role/${id}` },
  ...{ networkConfiguration: { networkMode: "PUBLIC" }, lifecycleConfiguration: {} },
  ...(id === "b" ? {} : { workloadIdentityDetails: { workloadIdentityArn: identityOf(id).workloadIdentityArn } }),
});

/** AgentCore's control plane as its API reference documents it: two runtimes on two pages, and one identity. */
function agentCore({ method, path }: Request): Answer {
  const { pathname, searchParams } = new URL(path, "http://x");
  if (method === "POST" && pathname === "/runtimes/") {
    const isFirst = searchParams.get("nextToken") === null;
    const page = isFirst ? { agentRuntimes: [runtimeOf("a")], nextToken: "2" } : { agentRuntimes: [runtimeOf("b")] };
    return { status: 200, json: page };
  }
  if (pathname === "/identities/ListWorkloadIdentities") return { status: 200, json: { workloadIdentities: [identityOf("a")] } };
  const id = /^\/runtimes\/([^/]+)\/$/.exec(pathname)?.[1];
  return id ? { status: 200, json: details(id) } : { status: 404, json: { message: "no such path" } };
}

async function read(meddle: (request: Request) => Answer | undefined = () => undefined, regions = ["us-east-1"]) {
  http = await startHttp((request) => meddle(request) ?? agentCore(request));
  const { url } = http;
  const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
  const open = async (region: string) => new BedrockAgentCoreControlClient({ region, endpoint: url, credentials, maxAttempts: 1 });
  const recorder = recorderOf("aws-agentcore");
  return { agents: await readAgents(regions, open, recorder), recorder };
}
const denied: Answer = { status: 403, json: { message: "no" }, headers: { "x-amzn-errortype": "AccessDeniedException" } };

describe("scripts/observe/aws-agentcore/agents", () => {
  it("reads runtimes with their roles page by page, and workload identities", async () => {
    const { agents, recorder } = await read();
    const runtime = { region: "us-east-1", status: "READY" };
    expect(agents).toEqual({
      runtimes: [
        {
          ...{ ...runtime, arn: `${ARN}:runtime/a`, name: "agent-a", role: "arn:aws:iam::000000000000:role/a" },
          identity: identityOf("a").workloadIdentityArn,
        },
        { ...runtime, arn: `${ARN}:runtime/b`, name: "agent-b", role: "arn:aws:iam::000000000000:role/b", identity: null },
      ],
      identities: [{ arn: identityOf("a").workloadIdentityArn, name: "a", region: "us-east-1" }],
    });
    expect(recorder.manifest().map(({ operation, pages, items }) => [operation, pages, items])).toEqual([
      ["ListAgentRuntimes", 2, 2],
      ["GetAgentRuntime", 2, 2],
      ["ListWorkloadIdentities", 1, 1],
    ]);
  });

  it("reads each Region that is named, and nothing where none is", async () => {
    expect((await read(undefined, ["us-east-1", "eu-central-1"])).agents.runtimes.map(({ region }) => region)).toEqual([
      ...["us-east-1", "us-east-1", "eu-central-1", "eu-central-1"],
    ]);
    await http!.close();
    expect((await read(undefined, [])).agents).toEqual({ runtimes: [], identities: [] });
    expect(http!.requests).toEqual([]);
  });

  it("leaves a gap of a runtime that refuses", async () => {
    const { agents, recorder } = await read(({ path }) => (path.startsWith("/runtimes/b/") ? denied : undefined));
    expect(agents.runtimes.map(({ name }) => name)).toEqual(["agent-a"]);
    expect(recorder.refusals()).toMatchObject([
      { subject: `${ARN}:runtime/b`, operation: "GetAgentRuntime", reason: "AccessDeniedException: no", retry: false },
    ]);
  });

  it("is not complete where a list is refused, or malformed", async () => {
    await expect(read(({ path }) => (path.startsWith("/identities") ? denied : undefined))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    await http!.close();
    const odd: Answer = { status: 200, json: { agentRuntimes: [{ ...runtimeOf("a"), agentRuntimeArn: "a" }] } };
    await expect(read(({ path }) => (path === "/runtimes/?maxResults=100" ? odd : undefined))).rejects.toThrow(
      /^malformed: agentRuntimes\.0\.agentRuntimeArn: /,
    );
  });

  it("asks in the Region that is named", async () => {
    const client = await openAgentCore("eu-central-1");
    expect(await client.config.region()).toBe("eu-central-1");
    client.destroy();
  });
});
