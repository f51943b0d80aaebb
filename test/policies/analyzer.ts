import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

/** The repository under test. */
export const REPOSITORY = join(import.meta.dirname, "../..");

/** A pack takes below one second to start; on a busy machine with two cores it may take several. */
const START_TIMEOUT_MS = 45_000;

/** A resource as the engine shows it to a pack. */
export type Shown = { type: string; name: string; props: Record<string, unknown>; secretOutputs?: readonly string[] };

/** What a pack said, in the words of the protocol; `urn` only where a stack policy names a resource. */
export type Said = { policy: string; level: "advisory" | "mandatory"; message: string; urn: string };

/** A pack in its own process, started as Pulumi's language host starts it and asked as Pulumi's engine asks. */
export type Analyzer = {
  info(): Promise<pb.AnalyzerInfo>;
  /** What --policy-pack-config says, by policy. */
  configure(levels: Readonly<Record<string, "advisory" | "mandatory" | "disabled">>): Promise<void>;
  analyze(resource: Shown, stack?: string): Promise<readonly Said[]>;
  analyzeStack(resources: readonly Shown[], stack?: string): Promise<readonly Said[]>;
  /** The policies that pass over a resource, and why. */
  passedOver(resource: Shown): Promise<Readonly<Record<string, string>>>;
  /** Everything it printed until now, and when it had printed its port. */
  printed: { stdout: string; stderr: string };
  startMs: number;
  close(): Promise<void>;
};

/** How a pack that did not come up ended. */
export class PackDied extends Error {
  override name = "PackDied";
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  constructor(code: number | null, stdout: string, stderr: string) {
    super(`the pack ended with exit code ${code}\n${stderr}`);
    this.code = code;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

/**
 * Starts a pack and waits for its port.
 * @param folder the pack's folder, which is its working directory too.
 * @throws PackDied when it ends before.
 */
export async function startAnalyzer(environment: Record<string, string> = {}, folder = join(REPOSITORY, "policies")): Promise<Analyzer> {
  const startedAt = Date.now();
  const { TENURE_BASE: _, ...inherited } = process.env;
  const command = join(REPOSITORY, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(join(REPOSITORY, "node_modules/.bin/node"), [command, "127.0.0.1:1", "."], {
    cwd: folder,
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.stderr += text;
  });
  try {
    const port = await portOf(child, printed);
    const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    return { ...callsOf(client), printed, startMs: Date.now() - startedAt, close: () => stop(child, client) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** The URN that the engine gives to a resource of this project. */
export function urnOf({ type, name }: Pick<Shown, "type" | "name">, stack = "prod"): string {
  return `urn:pulumi:${stack}::tenure::${type}::${name}`;
}

/** The stack itself, as it stands among its resources. */
export function stackResource(stack = "prod"): Shown {
  return { type: "pulumi:pulumi:Stack", name: `tenure-${stack}`, props: {} };
}

/** A value that travels as a secret. */
export function secret(value: unknown): Record<string, unknown> {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function portOf(child: Child, printed: Analyzer["printed"]): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no port within ${START_TIMEOUT_MS} ms; stderr: ${printed.stderr}`)), START_TIMEOUT_MS);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed.stdout += text;
      const port = /^(\d+)\n/.exec(printed.stdout)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      reject(new PackDied(code, printed.stdout, printed.stderr));
    });
  });
}

async function stop(child: Child, client?: AnalyzerClient): Promise<void> {
  client?.close();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await closed;
}

function callsOf(client: AnalyzerClient): Pick<Analyzer, "info" | "configure" | "analyze" | "analyzeStack" | "passedOver"> {
  return {
    info: () => call((done) => client.getAnalyzerInfo(new empty.Empty(), done)),
    async configure(levels) {
      const request = new pb.ConfigureAnalyzerRequest();
      for (const [policy, level] of Object.entries(levels)) {
        const config = new pb.PolicyConfig();
        config.setEnforcementlevel(pb.EnforcementLevel[level.toUpperCase() as "ADVISORY" | "MANDATORY" | "DISABLED"]);
        config.setProperties(messageOf({}));
        request.getPolicyconfigMap().set(policy, config);
      }
      await call((done) => client.configure(request, done));
    },
    async analyze(resource, stack) {
      return saidBy(await call<pb.AnalyzeResponse>((done) => client.analyze(requestOf(resource, stack), done)));
    },
    async passedOver(resource) {
      const response = await call<pb.AnalyzeResponse>((done) => client.analyze(requestOf(resource, undefined), done));
      return Object.fromEntries(response.getNotApplicableList().map((one) => [one.getPolicyName(), one.getReason()]));
    },
    async analyzeStack(resources, stack) {
      const request = new pb.AnalyzeStackRequest();
      request.setResourcesList(resources.map((resource) => resourceOf(resource, stack)));
      return saidBy(await call<pb.AnalyzeResponse>((done) => client.analyzeStack(request, done)));
    },
  };
}

function requestOf(resource: Shown, stack: string | undefined): pb.AnalyzeRequest {
  const request = new pb.AnalyzeRequest();
  request.setUrn(urnOf(resource, stack));
  request.setType(resource.type);
  request.setName(resource.name);
  request.setProperties(messageOf(resource.props));
  request.setOptions(optionsOf(resource));
  return request;
}

function resourceOf(resource: Shown, stack: string | undefined): pb.AnalyzerResource {
  const message = new pb.AnalyzerResource();
  message.setUrn(urnOf(resource, stack));
  message.setType(resource.type);
  message.setName(resource.name);
  message.setProperties(messageOf(resource.props));
  message.setOptions(optionsOf(resource));
  return message;
}

function optionsOf({ secretOutputs = [] }: Shown): pb.AnalyzerResourceOptions {
  const options = new pb.AnalyzerResourceOptions();
  options.setAdditionalsecretoutputsList([...secretOutputs]);
  return options;
}

function messageOf(props: Record<string, unknown>): struct.Struct {
  return struct.Struct.fromJavaScript(props as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}

function saidBy(response: pb.AnalyzeResponse): readonly Said[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === pb.EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
    message: diagnostic.getMessage(),
    urn: diagnostic.getUrn(),
  }));
}

function call<Response>(start: (done: (error: ServiceError | null, response: Response) => void) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error ? reject(error) : resolve(response)));
  });
}
