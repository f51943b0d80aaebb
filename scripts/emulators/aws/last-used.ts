import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import type { Caller } from "./callers.ts";
import type { AwsRequest } from "./request.ts";
import { type Element, element, mapElements, text, textOf, withChild } from "./xml.ts";

/** When, for which service and where something last signed a request. */
export type Use = { at: Instant; service: string; region: string };

/** Use of keys and roles: ministack keeps none, the gateway sees every signature. */
export type LastUsed = {
  /** Counts a request, denied ones too, as AWS does. */
  note(request: AwsRequest, caller: Caller, at: Date): void;
  /** Sets the use of an access key id, or of a role by `roleSubject`; `undefined` makes it unused. */
  set(subject: string, use: Use | undefined): void;
  get(subject: string): Use | undefined;
  /** `GetAccessKeyLastUsed` with what was seen. */
  ofKey(answer: Element, accessKeyId: string): Element;
  /** `GetRole` and authorization details with `RoleLastUsed`; an unused role has an empty one, as on AWS. */
  ofRoles(answer: Element, account: string): Element;
};

/** How a role stands among the subjects. */
export function roleSubject(account: string, role: string): string {
  return `${account}/role/${role}`;
}

/** Nothing was used at first. */
export function nothingUsed(): LastUsed {
  const uses = new Map<string, Use>();
  return {
    note({ service, region }, caller, at) {
      const use: Use = { at: instantOf(at), service, region };
      uses.set(caller.accessKeyId, use);
      if (caller.type === "AssumedRole") uses.set(roleSubject(caller.account, caller.name), use);
    },
    set(subject, use) {
      if (use) uses.set(subject, use);
      else uses.delete(subject);
    },
    get: (subject) => uses.get(subject),
    ofKey(answer, accessKeyId) {
      const use = uses.get(accessKeyId);
      if (!use) return answer;
      const used = [text("LastUsedDate", use.at), text("ServiceName", use.service), text("Region", use.region)];
      return withChild(answer, element("AccessKeyLastUsed", used));
    },
    ofRoles: (answer, account) =>
      mapElements(answer, (inner) => {
        const role = textOf(inner, "RoleId") === undefined ? undefined : textOf(inner, "RoleName");
        if (role === undefined) return inner;
        const use = uses.get(roleSubject(account, role));
        return withChild(inner, element("RoleLastUsed", use ? [text("LastUsedDate", use.at), text("Region", use.region)] : []));
      }),
  };
}
