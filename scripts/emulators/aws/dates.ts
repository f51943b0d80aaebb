import type { Instant } from "../../../stacks/model/instant.ts";
import { type Element, mapElements, text, textOf, withChild } from "./xml.ts";

/** Dates of the past that ministack cannot be told. `passwordUsedAt` is for users only. */
export type Dates = { createdAt?: Instant; passwordUsedAt?: Instant };

/** What has dates: an ARN, an access key id, or `passwordOf` a user. */
export type Dated = string;

/** How a user's password stands among the subjects: what ministack says of it does not hold the user's ARN. */
export function passwordOf(account: string, user: string): Dated {
  return `${account}/${user}#login`;
}

/** The dates that were set, and the clock that new things get theirs from. */
export type History = {
  /** The injected clock, or the system's. It does not move ministack's own clock, which decides conditions on dates. */
  now(): Date;
  /** From now on everything is made and used at this moment; `undefined` gives the system's clock back. */
  setClock(at: Instant | undefined): void;
  set(subject: Dated, dates: Dates): void;
  get(subject: Dated): Dates | undefined;
  /** Dates what an answer to a creation shows, when a clock is set; else forgets what was set for something of that name before. */
  created(answer: Element, account: string): void;
  /** The same answer with the dates that were set. */
  applied(answer: Element, account: string): Element;
};

/** Nothing is back-dated at first. */
export function systemHistory(): History {
  const dates = new Map<Dated, Dates>();
  let clock: Instant | undefined;
  const history: History = {
    now: () => (clock === undefined ? new Date() : new Date(clock)),
    setClock(at) {
      clock = at;
    },
    set: (subject, given) => void dates.set(subject, { ...dates.get(subject), ...given }),
    get: (subject) => dates.get(subject),
    created(answer, account) {
      mapElements(answer, (element) => {
        const subject = subjectOf(element, account);
        if (subject !== undefined) dates.delete(subject);
        if (subject !== undefined && clock !== undefined) dates.set(subject, { createdAt: clock });
        return element;
      });
    },
    applied: (answer, account) => (dates.size === 0 ? answer : mapElements(answer, (element) => dated(element, account, dates))),
  };
  return history;
}

/** What an element describes; `undefined` for one that says no creation date of anything known. */
function subjectOf(element: Element, account: string): Dated | undefined {
  if (textOf(element, "CreateDate") === undefined) return undefined;
  const arn = textOf(element, "Arn") ?? textOf(element, "AccessKeyId");
  if (arn !== undefined) return arn;
  const user = textOf(element, "PasswordResetRequired") === undefined ? undefined : textOf(element, "UserName");
  return user && passwordOf(account, user);
}

function dated(element: Element, account: string, dates: ReadonlyMap<Dated, Dates>): Element {
  const subject = subjectOf(element, account);
  const given = subject === undefined ? undefined : dates.get(subject);
  if (!given) return element;
  const created = given.createdAt === undefined ? element : withChild(element, text("CreateDate", given.createdAt));
  // Authorization details never say when a password was used (IAM API Reference, `UserDetail`).
  const isUser = textOf(element, "UserId") !== undefined && !element.children.some(({ name }) => name === "UserPolicyList");
  return given.passwordUsedAt !== undefined && isUser ? withChild(created, text("PasswordLastUsed", given.passwordUsedAt)) : created;
}
