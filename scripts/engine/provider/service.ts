import type { ServerUnaryCall, ServiceError, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../stacks/model/ref.ts";
import { checkInputs } from "./check.ts";
import { checkConfiguration, diffConfiguration, readConfiguration } from "./configuration.ts";
import { diffResource, withoutIgnored } from "./diff.ts";
import { statusOf } from "./failure.ts";
import { createResource, deleteResource, readResource, updateResource } from "./operations.ts";
import { findResourceType, resourceType } from "./resources.ts";
import {
  checkResponse,
  configureResponse,
  createResponse,
  diffResponse,
  handshakeResponse,
  pluginInfo,
  readResponse,
  updateResponse,
} from "./responses.ts";
import type { ResourceType } from "./schema.ts";
import type { Session } from "./session.ts";
import { plannedOutputs } from "./state.ts";
import { fromStruct } from "./wire.ts";

type Call<Request> = (request: Request, session: Session) => unknown;

const NO_SECRETS: ReadonlySet<string> = new Set();

/**
 * Pulumi's `ResourceProvider` service (proto/pulumi/provider.proto); what is missing here answers UNIMPLEMENTED.
 * @param sessionOf the session of the connection that a call came by
 */
export function providerService(sessionOf: (peer: string) => Session): UntypedServiceImplementation {
  const calls: Readonly<Record<string, Call<never>>> = {
    handshake: handshakeResponse,
    attach: () => new empty.Empty(),
    getPluginInfo: pluginInfo,
    cancel: (_request, session) => {
      session.cancel();
      return new empty.Empty();
    },
    checkConfig: (request: CheckRequest) => checkResponse(checkConfiguration(fromStruct(request.getNews())), NO_SECRETS),
    diffConfig: (request: DiffRequest) =>
      diffResponse(diffConfiguration(fromStruct(request.getOldInputs()), fromStruct(request.getNews()))),
    configure: (request: ConfigureRequest, session: Session) => {
      session.configure(readConfiguration(fromStruct(request.getArgs())));
      return configureResponse();
    },
    check,
    diff,
    create,
    read,
    update,
    delete: remove,
  };
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, unary(name, call, sessionOf)]));
}

function check(request: CheckRequest) {
  const type = resourceType(typeOfUrn(request.getUrn()));
  return checkResponse(checkInputs(type, fromStruct(request.getNews())), secretsOf(type));
}

function diff(request: DiffRequest) {
  const type = resourceType(typeOfUrn(request.getUrn()));
  return diffResponse(diffResource(type, fromStruct(request.getOlds()), fromStruct(request.getNews()), request.getIgnorechangesList()));
}

async function create(request: CreateRequest, session: Session) {
  const type = resourceType(typeOfUrn(request.getUrn()));
  const inputs = fromStruct(request.getProperties());
  if (request.getPreview()) return createResponse(undefined, plannedOutputs(type, undefined, inputs, {}), secretsOf(type));
  const { id, outputs } = await session.use((aws) => createResource(type, inputs, aws));
  return createResponse(id, outputs, secretsOf(type));
}

async function read(request: ReadRequest, session: Session) {
  const type = resourceType(typeOfUrn(request.getUrn()));
  const recorded = { inputs: fromStruct(request.getInputs()), outputs: fromStruct(request.getProperties()) };
  const found = await session.use((aws) => readResource(type, request.getId(), recorded, aws));
  return readResponse(found, secretsOf(type));
}

async function update(request: UpdateRequest, session: Session) {
  const type = resourceType(typeOfUrn(request.getUrn()));
  const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
  const ignored = request.getIgnorechangesList();
  if (request.getPreview()) {
    return updateResponse(plannedOutputs(type, request.getId(), withoutIgnored(type, olds, news, ignored), olds), secretsOf(type));
  }
  const change = { id: request.getId(), olds, news, ignored };
  const { outputs } = await session.use((aws) => updateResource(type, change, aws));
  return updateResponse(outputs, secretsOf(type));
}

async function remove(request: DeleteRequest, session: Session) {
  const type = resourceType(typeOfUrn(request.getUrn()));
  const recorded = { ...fromStruct(request.getOldInputs()), ...fromStruct(request.getProperties()) };
  await session.use((aws) => deleteResource(type, request.getId(), recorded, aws));
  return new empty.Empty();
}

function secretsOf(type: ResourceType): ReadonlySet<string> {
  return new Set(Object.entries(type.properties).flatMap(([name, { secret }]) => (secret ? [name] : [])));
}

function unary(name: string, call: Call<never>, sessionOf: (peer: string) => Session) {
  return async (incoming: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) => {
    try {
      answer(null, await call(incoming.request as never, sessionOf(incoming.getPeer())));
    } catch (error) {
      answer(failureOf(error, name, incoming.request as Partial<About>));
    }
  };
}

/** What requests about one resource tell of it; other requests have none of these. */
type About = Pick<CreateRequest, "getUrn" | "getProperties"> & { getId(): string };

const VERBS: Readonly<Record<string, string>> = {
  check: "checking",
  diff: "comparing",
  create: "creating",
  read: "reading",
  update: "updating",
  delete: "deleting",
};

/** The error with what was attempted on which resource: the name that it has in AWS or, before it exists, the one that it would get. */
function failureOf(error: unknown, name: string, request: Partial<About>): Partial<ServiceError> {
  const type = findResourceType(typeOfUrn(request.getUrn?.() ?? ""));
  if (!type) return statusOf(error, "AWS provider", {}, NO_SECRETS);
  const inputs = name === "create" ? fromStruct(request.getProperties?.()) : {};
  const subject = request.getId?.() || (typeof inputs.name === "string" ? inputs.name : nameOfUrn(request.getUrn!()));
  return statusOf(error, `${VERBS[name]} ${type.noun} ${subject}`, inputs, secretsOf(type));
}
