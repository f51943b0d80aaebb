import { credentials, type Metadata, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

export type Json = Record<string, unknown>;

/** What the provider answered to a diff; `detailed` by property path, kinds as in Pulumi's protocol. */
export type DiffAnswer = {
  changes: "none" | "some";
  diffs: string[];
  detailed: Record<string, string>;
  replaces: string[];
  stables: string[];
  deleteBeforeReplace: boolean;
};

export type Resource = { id: string; inputs: Json; outputs: Json };

/** One connection of an engine to the provider: Pulumi's calls with plain objects; secrets show as `{ secret: value }`. */
export type TestEngine = {
  client: ResourceProviderClient;
  configure(inputs: Json): Promise<pb.ConfigureResponse>;
  check(token: string, inputs: Json): Promise<{ inputs: Json; failures: string[] }>;
  diff(token: string, olds: Json, news: Json, ignored?: string[]): Promise<DiffAnswer>;
  preview(token: string, inputs: Json): Promise<{ id: string; outputs: Json }>;
  /** Checks and creates. */
  make(token: string, inputs: Json): Promise<Resource>;
  /** Reads for a refresh of what was recorded or, without it, for an import. `undefined`: gone. */
  read(token: string, id: string, recorded?: Resource): Promise<Resource | undefined>;
  /** Checks and updates. */
  change(token: string, old: Resource, inputs: Json, options?: { preview?: boolean; ignored?: string[] }): Promise<Resource>;
  remove(token: string, old: Resource): Promise<void>;
  cancel(): Promise<void>;
  close(): void;
};

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Opens a connection of its own and shakes hands. */
export async function openEngine(port: number): Promise<TestEngine> {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
  await call((done) => client.handshake(new pb.ProviderHandshakeRequest(), done));

  async function check(token: string, inputs: Json) {
    const request = new pb.CheckRequest();
    request.setUrn(urn(token, inputs));
    request.setNews(message(inputs));
    const response = await call<pb.CheckResponse>((done) => client.check(request, done));
    return {
      inputs: plain(response.getInputs()),
      failures: response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
    };
  }

  async function checked(token: string, inputs: Json): Promise<Json> {
    const { inputs: complete, failures } = await check(token, inputs);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return unwrapped(complete) as Json;
  }

  return {
    client,
    check,
    async configure(inputs) {
      const request = new pb.ConfigureRequest();
      request.setArgs(message(inputs));
      return call((done) => client.configure(request, done));
    },
    async diff(token, olds, news, ignored = []) {
      const request = new pb.DiffRequest();
      request.setUrn(urn(token, news));
      request.setOlds(message(unwrapped(olds) as Json));
      request.setNews(message(unwrapped(news) as Json));
      request.setIgnorechangesList(ignored);
      return diffAnswer(await call((done) => client.diff(request, done)));
    },
    async preview(token, inputs) {
      const request = new pb.CreateRequest();
      request.setUrn(urn(token, inputs));
      request.setProperties(message(await checked(token, inputs)));
      request.setPreview(true);
      const response = await call<pb.CreateResponse>((done) => client.create(request, done));
      return { id: response.getId(), outputs: plain(response.getProperties()) };
    },
    async make(token, inputs) {
      const complete = await checked(token, inputs);
      const request = new pb.CreateRequest();
      request.setUrn(urn(token, inputs));
      request.setProperties(message(complete));
      const response = await call<pb.CreateResponse>((done) => client.create(request, done));
      return { id: response.getId(), inputs: complete, outputs: plain(response.getProperties()) };
    },
    async read(token, id, recorded) {
      const request = new pb.ReadRequest();
      request.setUrn(urn(token, recorded?.inputs ?? {}));
      request.setId(id);
      request.setInputs(recorded && message(unwrapped(recorded.inputs) as Json));
      request.setProperties(recorded && message(unwrapped(recorded.outputs) as Json));
      const response = await call<pb.ReadResponse>((done) => client.read(request, done));
      if (response.getId() === "") return undefined;
      return { id: response.getId(), inputs: plain(response.getInputs()), outputs: plain(response.getProperties()) };
    },
    async change(token, old, inputs, { preview = false, ignored = [] } = {}) {
      const complete = await checked(token, inputs);
      const request = new pb.UpdateRequest();
      request.setUrn(urn(token, inputs));
      request.setId(old.id);
      request.setOlds(message(unwrapped(old.outputs) as Json));
      request.setOldInputs(message(unwrapped(old.inputs) as Json));
      request.setNews(message(complete));
      request.setPreview(preview);
      request.setIgnorechangesList(ignored);
      const response = await call<pb.UpdateResponse>((done) => client.update(request, done));
      return { id: old.id, inputs: complete, outputs: plain(response.getProperties()) };
    },
    async remove(token, old) {
      const request = new pb.DeleteRequest();
      request.setUrn(urn(token, old.inputs));
      request.setId(old.id);
      request.setProperties(message(unwrapped(old.outputs) as Json));
      request.setOldInputs(message(unwrapped(old.inputs) as Json));
      await call((done) => client.delete(request, done));
    },
    async cancel() {
      await call((done) => client.cancel(new empty.Empty(), done));
    },
    close() {
      client.close();
    },
  };
}

/** The resource that an error carries because it was made but not finished. */
export function unfinished(error: ServiceError): { id: string; outputs: Json; reasons: string[] } | undefined {
  const [details] = (error.metadata as Metadata).get("grpc-status-details-bin");
  if (details === undefined) return undefined;
  const [detail] = statusProto.Status.deserializeBinary(details as Buffer).getDetailsList();
  const failed = detail?.unpack((bytes) => pb.ErrorResourceInitFailed.deserializeBinary(bytes), "pulumirpc.ErrorResourceInitFailed");
  return failed ? { id: failed.getId(), outputs: plain(failed.getProperties()), reasons: failed.getReasonsList() } : undefined;
}

/** One gRPC call as a promise. */
export function call<Response>(send: (done: (error: ServiceError | null, response?: Response) => void) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => (error ? reject(error) : resolve(response as Response)));
  });
}

/** Properties for a request. */
export function message(value: Json): struct.Struct {
  return struct.Struct.fromJavaScript(value as { [key: string]: struct.JavaScriptValue });
}

function urn(token: string, inputs: Json): string {
  return `urn:pulumi:test::tenure::${token}::records/${inputs.name ?? inputs.user ?? "x"}`;
}

function plain(properties: struct.Struct | undefined): Json {
  return shown(properties?.toJavaScript() ?? {}) as Json;
}

function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return { secret: (value as Json).value };
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shown(item)]));
}

/** The engine keeps secrets as such in its state and sends them unwrapped. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]![0] === "secret") return entries[0]![1];
  return Object.fromEntries(entries.map(([name, item]) => [name, unwrapped(item)]));
}

function diffAnswer(response: pb.DiffResponse): DiffAnswer {
  const kinds = Object.fromEntries(Object.entries(pb.PropertyDiff.Kind).map(([name, number]) => [number, name]));
  const detailed = [...response.getDetaileddiffMap().entries()] as [string, pb.PropertyDiff][];
  return {
    changes: response.getChanges() === pb.DiffResponse.DiffChanges.DIFF_NONE ? "none" : "some",
    diffs: response.getDiffsList(),
    detailed: Object.fromEntries(detailed.map(([path, difference]) => [path, kinds[difference.getKind()]!])),
    replaces: response.getReplacesList(),
    stables: response.getStablesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
  };
}
