import { randomUUID } from "node:crypto";
import { instantOf } from "../../../stacks/model/instant.ts";
import type { Caller } from "./callers.ts";
import { detailOf, nested } from "./cloud-trail-detail.ts";
import { errorReply, jsonReply, type Reply } from "./reply.ts";
import type { AwsRequest } from "./request.ts";

/** One event as `LookupEvents` returns it (CloudTrail API Reference, `Event`). `EventTime` is in seconds since 1970. */
export type TrailEvent = {
  EventId: string;
  EventName: string;
  ReadOnly: "true" | "false";
  AccessKeyId: string;
  EventTime: number;
  EventSource: string;
  Username: string;
  Resources: readonly { ResourceType: string; ResourceName: string }[];
  CloudTrailEvent: string;
};

/** CloudTrail's event history: ministack's own records neither callers nor refusals. */
export type Trail = {
  /** Adds what a caller changed or tried to change. */
  record(request: AwsRequest, caller: Caller, reply: Reply, at: Date): void;
  /** All events of an account, newest first. */
  events(account: string): readonly TrailEvent[];
  /** The answer to `LookupEvents`. */
  lookUp(request: AwsRequest, account: string): Reply;
};

/** `LookupEvents` returns 50 events at most (CloudTrail API Reference). */
const MOST_EVENTS = 50;

/** An empty history. */
export function emptyTrail(): Trail {
  const recorded = new Map<string, TrailEvent[]>();
  const events = (account: string) => (recorded.get(account) ?? []).toReversed().toSorted((a, b) => b.EventTime - a.EventTime);
  return {
    events,
    record(request, caller, reply, at) {
      const list = recorded.get(caller.account) ?? [];
      list.push(eventOf(request, caller, reply, at));
      recorded.set(caller.account, list);
    },
    lookUp(request, account) {
      const start = startOf(request.parameters.get("NextToken"));
      const size = Number(request.parameters.get("MaxResults") ?? MOST_EVENTS);
      if (start === undefined) return errorReply(request, { status: 400, code: "InvalidNextTokenException", message: "Invalid token." });
      if (!(size >= 1 && size <= MOST_EVENTS))
        return errorReply(request, {
          status: 400,
          code: "InvalidMaxResultsException",
          message: `MaxResults must be between 1 and ${MOST_EVENTS}.`,
        });
      const found = events(account).filter((event) => isWanted(event, request.parameters));
      const next = start + size < found.length ? { NextToken: Buffer.from(`events-from:${start + size}`).toString("base64") } : {};
      return jsonReply({ Events: found.slice(start, start + size), ...next });
    },
  };
}

function eventOf(request: AwsRequest, caller: Caller, reply: Reply, at: Date): TrailEvent {
  const id = randomUUID();
  const detail = detailOf(request, caller, reply, { id, at });
  return {
    EventId: id,
    EventName: request.action,
    ReadOnly: detail.readOnly ? "true" : "false",
    AccessKeyId: caller.accessKeyId,
    EventTime: Math.floor(Date.parse(instantOf(at)) / 1000),
    EventSource: detail.eventSource,
    // For a session this is its name, for others the user's (CloudTrail User Guide, "userIdentity element").
    Username: caller.arn.split(/[/:]/).at(-1) ?? caller.name,
    Resources: resourcesOf(request, detail.responseElements),
    CloudTrailEvent: JSON.stringify(detail),
  };
}

/** Parameters that name a resource, and its type (AWS CloudFormation's type names, as CloudTrail uses them). */
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  UserName: "AWS::IAM::User",
  RoleName: "AWS::IAM::Role",
  GroupName: "AWS::IAM::Group",
  PolicyArn: "AWS::IAM::Policy",
  PolicyName: "AWS::IAM::Policy",
  PermissionsBoundary: "AWS::IAM::Policy",
  InstanceProfileName: "AWS::IAM::InstanceProfile",
  AccessKeyId: "AWS::IAM::AccessKey",
  RoleArn: "AWS::IAM::Role",
  SecretId: "AWS::SecretsManager::Secret",
};

function resourcesOf({ service, action, parameters }: AwsRequest, response: unknown): TrailEvent["Resources"] {
  const resources = Object.entries(RESOURCE_TYPES).flatMap(([parameter, type]) => {
    const name = parameters.get(parameter);
    return name === undefined ? [] : [{ ResourceType: type, ResourceName: name }];
  });
  const key = action === "CreateAccessKey" ? nested(response, "accessKey", "accessKeyId") : undefined;
  if (typeof key === "string") resources.push({ ResourceType: "AWS::IAM::AccessKey", ResourceName: key });
  const secret = service === "secretsmanager" ? parameters.get("Name") : undefined;
  return secret === undefined ? resources : [...resources, { ResourceType: "AWS::SecretsManager::Secret", ResourceName: secret }];
}

function isWanted(event: TrailEvent, parameters: ReadonlyMap<string, string>): boolean {
  const from = Number(parameters.get("StartTime") ?? Number.NEGATIVE_INFINITY);
  const to = Number(parameters.get("EndTime") ?? Number.POSITIVE_INFINITY);
  const attributes = JSON.parse(parameters.get("LookupAttributes") ?? "[]") as { AttributeKey: string; AttributeValue: string }[];
  return event.EventTime >= from && event.EventTime <= to && attributes.every((attribute) => has(event, attribute));
}

function has(event: TrailEvent, { AttributeKey: key, AttributeValue: value }: { AttributeKey: string; AttributeValue: string }): boolean {
  if (key === "ResourceName" || key === "ResourceType") return event.Resources.some((resource) => resource[key] === value);
  return event[key as "EventId" | "EventName" | "ReadOnly" | "Username" | "EventSource" | "AccessKeyId"] === value;
}

function startOf(token: string | undefined): number | undefined {
  if (token === undefined) return 0;
  const match = /^events-from:(\d+)$/.exec(Buffer.from(token, "base64").toString("utf8"));
  return match ? Number(match[1]) : undefined;
}
