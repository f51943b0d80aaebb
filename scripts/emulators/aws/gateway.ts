import type { IncomingMessage, ServerResponse } from "node:http";
import type { Instant } from "../../../stacks/model/instant.ts";
import { listenLocally } from "../server.ts";
import { emptyTrail, type TrailEvent } from "./cloud-trail.ts";
import { passwordOf, systemHistory } from "./dates.ts";
import { type Fault, noFaults } from "./faults.ts";
import { nothingUsed, roleSubject } from "./last-used.ts";
import { pipelineOf } from "./pipeline.ts";
import { readRequest } from "./request.ts";
import { connect } from "./upstream.ts";

/** Dates to give to something that exists: a user, role, group or policy by its ARN, an access key by its id. Passwords belong to user ARNs. */
export type PastDates = { createdAt?: Instant; usedAt?: Instant; passwordSetAt?: Instant; passwordUsedAt?: Instant };

/** The address that everything else uses as AWS, and the strings that a test pulls. */
export type Gateway = {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** Sets a fault; the returned function takes it back. */
  inject(fault: Fault): () => void;
  /** Makes pages of at most so many items, as AWS may; `undefined` for as many as are asked for. */
  limitPages(items: number | undefined): void;
  /**
   * Everything that is made, used and recorded from now on gets this date; `undefined` gives the system's clock back.
   * Conditions on dates are decided by ministack's clock, which this does not move.
   */
  setClock(at: Instant | undefined): void;
  /** Gives dates of the past to something that exists. */
  backdate(subject: string, dates: PastDates): void;
  /** What was written in an account and by whom, newest first: what `LookupEvents` answers. */
  events(account: string): readonly TrailEvent[];
  close(): Promise<void>;
};

/**
 * Starts the gateway in front of a ministack, on `port` or a free one.
 * @throws EmulatorError PORT_IN_USE
 */
export async function startGateway(ministack: string, port = 0): Promise<Gateway> {
  const upstream = connect(ministack);
  const [faults, history, used, trail] = [noFaults(), systemHistory(), nothingUsed(), emptyTrail()];
  let pageSize = Number.POSITIVE_INFINITY;
  const answer = pipelineOf({ upstream, faults, history, used, trail, pageSize: () => pageSize });
  const server = await listenLocally(port, (message, response) => void serve(answer, message, response));
  return {
    url: server.url,
    inject: (fault) => faults.add(fault),
    limitPages(items) {
      pageSize = items ?? Number.POSITIVE_INFINITY;
    },
    setClock: (at) => history.setClock(at),
    backdate(subject, { createdAt, usedAt, passwordSetAt, passwordUsedAt }) {
      const [, , , , account = "", resource = ""] = subject.split(":");
      const name = resource.split("/").at(-1) ?? "";
      history.set(subject, { ...(createdAt && { createdAt }), ...(passwordUsedAt && { passwordUsedAt }) });
      if (passwordSetAt) history.set(passwordOf(account, name), { createdAt: passwordSetAt });
      const use = usedAt && { at: usedAt, service: "iam", region: "us-east-1" };
      if (use) used.set(resource.startsWith("role/") ? roleSubject(account, name) : subject, use);
    },
    events: (account) => trail.events(account),
    async close() {
      await server.close();
      upstream.close();
    },
  };
}

async function serve(answer: ReturnType<typeof pipelineOf>, message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const reply = await answer(await readRequest(message));
    if (reply === "cut") return void response.destroy();
    response.writeHead(reply.status, { ...reply.headers, "content-length": String(reply.body.length) });
    response.end(reply.body);
  } catch {
    // The caller went away before the end of its request: nobody is left to answer.
    response.destroy();
  }
}
