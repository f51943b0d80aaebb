import { createHash, randomBytes } from "node:crypto";
import grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { UNKNOWN } from "../../scripts/engine/port.ts";

type Json = Record<string, unknown>;

/** One resource of the pretended cloud: what was asked for and what it answered. */
export type FakeResource = { type: string; id: string; inputs: Json; outputs: Json };

/** One call that reached the provider. */
export type FakeCall = { method: string; type: string; name: string; id: string; preview: boolean };

/** An `aws` plugin without AWS: a gRPC server on 127.0.0.1 with its cloud in memory. */
export type FakeProvider = {
  port: number;
  /** By `<type>|<id>`; tests change it to make drift. */
  cloud: Map<string, FakeResource>;
  calls: FakeCall[];
  /** Fails a call with the text that it returns; may take its time. */
  fault: ((call: FakeCall) => string | undefined | Promise<string | undefined>) | undefined;
  close(): Promise<void>;
};

type FakeType = {
  id(inputs: Json): string;
  forceNew: readonly string[];
  defaults: Json;
  computed(inputs: Json, id: string): Json;
};

const ACCOUNT = "123456789012";

const TYPES: Record<string, FakeType> = {
  "aws:iam/user:User": named("user"),
  "aws:iam/role:Role": named("role"),
  "aws:iam/group:Group": named("group"),
  "aws:iam/policy:Policy": {
    ...named("policy"),
    id: (inputs) => arn("policy", inputs),
  },
  "aws:iam/userGroupMembership:UserGroupMembership": {
    id: (inputs) => `${inputs.user}/${(inputs.groups as string[]).join("/")}`,
    forceNew: ["user"],
    defaults: {},
    computed: () => ({}),
  },
  "aws:iam/accessKey:AccessKey": {
    id: () => `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
    forceNew: ["user"],
    defaults: { status: "Active" },
    computed: (_, id) => ({ createDate: "2026-01-01T00:00:00Z", secret: `secret-of-${id}` }),
  },
  "aws:secretsmanager/secret:Secret": {
    id: (inputs) => `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${inputs.name}-${randomBytes(3).toString("hex")}`,
    forceNew: ["name"],
    defaults: { recoveryWindowInDays: 30 },
    computed: (_, id) => ({ arn: id }),
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    id: (inputs) => `${inputs.secretId}|${randomBytes(4).toString("hex")}`,
    forceNew: ["secretId"],
    defaults: {},
    computed: (_, id) => ({ versionId: id.split("|")[1] }),
  },
};

/** Every other type: a relation between others, which cannot change. */
const ATTACHMENT: FakeType = {
  id: (inputs) => digest(JSON.stringify(inputs)),
  forceNew: ["user", "role", "group", "policyArn", "name"],
  defaults: {},
  computed: () => ({}),
};

function named(kind: string): FakeType {
  return {
    id: (inputs) => String(inputs.name),
    forceNew: ["name"],
    defaults: { path: "/" },
    computed: (inputs) => ({ arn: arn(kind, inputs), uniqueId: digest(`${kind}/${inputs.name}`).toUpperCase() }),
  };
}

function arn(kind: string, inputs: Json): string {
  return `arn:aws:iam::${ACCOUNT}:${kind}${inputs.path}${inputs.name}`;
}

function digest(value: unknown): string {
  return createHash("sha256").update(String(value)).digest("hex").slice(0, 16);
}

/** Starts one; every test has its own. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const provider: FakeProvider = { port: 0, cloud: new Map(), calls: [], fault: undefined, close: async () => undefined };
  const server = new grpc.Server();
  server.addService(ResourceProviderService, implementation(provider) as unknown as grpc.UntypedServiceImplementation);
  provider.port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port)));
  });
  provider.close = async () => server.forceShutdown();
  return provider;
}

type Handler = (request: never) => unknown;

function implementation(provider: FakeProvider): Record<string, unknown> {
  const handlers: Record<string, Handler> = {
    handshake: () => new pb.ProviderHandshakeResponse(),
    attach: () => new empty.Empty(),
    getPluginInfo: () => {
      const info = new plugin.PluginInfo();
      info.setVersion("7.48.0");
      return info;
    },
    cancel: () => new empty.Empty(),
    checkConfig: (request: CheckRequest) => checked(object(request.getNews())),
    diffConfig: (request: DiffRequest) => diffConfig(request),
    configure: (request: { getArgs(): struct.Struct | undefined }) => {
      const refused = object(request.getArgs()).profile;
      if (refused === "refused") throw new Error("configuration refused");
      const response = new pb.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    },
    check: (request: CheckRequest) => check(request),
    diff: (request: DiffRequest) => diff(request),
    create: (request: CreateRequest) => create(provider, request),
    read: (request: ReadRequest) => read(provider, request),
    update: (request: UpdateRequest) => update(provider, request),
    delete: (request: DeleteRequest) => {
      provider.cloud.delete(`${typeOf(request.getUrn())}|${request.getId()}`);
      return new empty.Empty();
    },
  };
  return Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, unary(provider, method, handler)]));
}

function unary(provider: FakeProvider, method: string, handler: Handler) {
  return async (call: { request: never }, callback: (error: unknown, response?: unknown) => void) => {
    try {
      const seen = callOf(method, call.request);
      if (seen.type !== "") provider.calls.push(seen);
      const refusal = await provider.fault?.(seen);
      if (refusal !== undefined) callback({ code: grpc.status.UNKNOWN, details: refusal });
      else callback(null, handler(call.request));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: (error as Error).message });
    }
  };
}

function callOf(method: string, request: { getUrn?(): string; getId?(): string; getPreview?(): boolean }): FakeCall {
  const urn = request.getUrn?.() ?? "";
  return {
    method,
    type: typeOf(urn),
    name: urn.split("::").at(-1) ?? "",
    id: request.getId?.() ?? "",
    preview: request.getPreview?.() ?? false,
  };
}

function typeOf(urn: string): string {
  return (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
}

function shape(urn: string): FakeType {
  return TYPES[typeOf(urn)] ?? ATTACHMENT;
}

function object(message: struct.Struct | undefined): Json {
  return (message?.toJavaScript() ?? {}) as Json;
}

function message(value: Json): struct.Struct {
  return struct.Struct.fromJavaScript(value as { [key: string]: struct.JavaScriptValue });
}

function checked(inputs: Json) {
  const response = new pb.CheckResponse();
  response.setInputs(message(inputs));
  return response;
}

function check(request: CheckRequest) {
  const news = object(request.getNews());
  if (news.name === "invalid") {
    const failure = new pb.CheckFailure();
    failure.setProperty("name");
    failure.setReason("expected a valid name");
    const response = checked(news);
    response.addFailures(failure);
    return response;
  }
  return checked({ ...shape(request.getUrn()).defaults, ...news });
}

function diffConfig(request: DiffRequest) {
  const [olds, news] = [object(request.getOldInputs()), object(request.getNews())];
  const response = new pb.DiffResponse();
  const changed = Object.keys({ ...olds, ...news }).filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
  response.setDiffsList(changed);
  response.setReplacesList(changed.filter((key) => key === "region"));
  response.setChanges(changed.length > 0 ? pb.DiffResponse.DiffChanges.DIFF_SOME : pb.DiffResponse.DiffChanges.DIFF_NONE);
  return response;
}

function diff(request: DiffRequest) {
  const { forceNew } = shape(request.getUrn());
  const [olds, news] = [object(request.getOldInputs()), object(request.getNews())];
  const ignored = request.getIgnorechangesList();
  const response = new pb.DiffResponse();
  response.setHasdetaileddiff(true);
  for (const key of Object.keys({ ...olds, ...news }).sort()) {
    if (ignored.includes(key) || JSON.stringify(olds[key]) === JSON.stringify(news[key])) continue;
    const kind = olds[key] === undefined ? "ADD" : news[key] === undefined ? "DELETE" : "UPDATE";
    const detail = new pb.PropertyDiff();
    detail.setKind(pb.PropertyDiff.Kind[forceNew.includes(key) ? (`${kind}_REPLACE` as const) : kind]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(key, detail);
    response.addDiffs(key);
    if (forceNew.includes(key)) response.addReplaces(key);
  }
  response.setChanges(response.getDiffsList().length > 0 ? pb.DiffResponse.DiffChanges.DIFF_SOME : pb.DiffResponse.DiffChanges.DIFF_NONE);
  return response;
}

function create(provider: FakeProvider, request: CreateRequest) {
  const type = shape(request.getUrn());
  const inputs = object(request.getProperties());
  const response = new pb.CreateResponse();
  if (request.getPreview()) {
    response.setProperties(message(inputs));
    return response;
  }
  if (JSON.stringify(inputs).includes(UNKNOWN)) throw new Error("unknown value outside a preview");
  const id = type.id(inputs);
  if (provider.cloud.has(`${typeOf(request.getUrn())}|${id}`)) throw new Error(`EntityAlreadyExists: ${id}`);
  const outputs = { ...inputs, ...type.computed(inputs, id) };
  provider.cloud.set(`${typeOf(request.getUrn())}|${id}`, { type: typeOf(request.getUrn()), id, inputs, outputs });
  response.setId(id);
  response.setProperties(message(outputs));
  return response;
}

function read(provider: FakeProvider, request: ReadRequest) {
  const response = new pb.ReadResponse();
  const found = provider.cloud.get(`${typeOf(request.getUrn())}|${request.getId()}`);
  if (!found) return response;
  response.setId(found.id);
  response.setInputs(message(found.inputs));
  response.setProperties(message(found.outputs));
  return response;
}

function update(provider: FakeProvider, request: UpdateRequest) {
  const [olds, news] = [object(request.getOlds()), object(request.getNews())];
  const key = `${typeOf(request.getUrn())}|${request.getId()}`;
  const response = new pb.UpdateResponse();
  const outputs = { ...olds, ...news };
  for (const name of Object.keys(object(request.getOldInputs()))) if (!(name in news)) delete (outputs as Json)[name];
  if (!request.getPreview()) {
    if (!provider.cloud.has(key)) throw new Error(`NoSuchEntity: ${request.getId()}`);
    provider.cloud.set(key, { type: typeOf(request.getUrn()), id: request.getId(), inputs: news, outputs });
  }
  response.setProperties(message(outputs));
  return response;
}
