import type { HandBackFacts, Room, Session, Summary, Turn } from "../shared/desk_protocol";
import { request } from "../shared/http";

/** The desk's side of the gateway's HTTP interface. Every method throws Problem. */
export class DeskApi {
  private csrf = "";

  async session(): Promise<Session> {
    return this.remember(await request<Session>("GET", "/desk/api/session"));
  }

  async signIn(email: string, password: string, code?: string): Promise<Session> {
    const body = code ? { email, password, code } : { email, password };
    return this.remember(await request<Session>("POST", "/desk/api/session", { body }));
  }

  async signOut(): Promise<void> {
    await this.write("DELETE", "/desk/api/session");
    this.csrf = "";
  }

  async list(view: string): Promise<Summary[]> {
    const path = `/desk/api/conversations?view=${encodeURIComponent(view)}`;
    return (await request<{ conversations: Summary[] }>("GET", path)).conversations;
  }

  room(id: string): Promise<Room> {
    return request<Room>("GET", this.path(id));
  }

  take(id: string): Promise<unknown> {
    return this.write("POST", `${this.path(id)}/take`, {});
  }

  async say(id: string, client_message_id: string, text: string): Promise<Turn | null> {
    const path = `${this.path(id)}/messages`;
    const answer = await this.write<{ message?: Turn } | null>("POST", path, { client_message_id, text });
    return answer?.message ?? null;
  }

  handBack(id: string, note: string, facts: HandBackFacts): Promise<unknown> {
    return this.write("POST", `${this.path(id)}/hand-back`, { note, facts });
  }

  close(id: string): Promise<unknown> {
    return this.write("POST", `${this.path(id)}/close`, {});
  }

  private path(id: string): string {
    return `/desk/api/conversations/${encodeURIComponent(id)}`;
  }

  private write<T>(method: string, path: string, body?: unknown): Promise<T> {
    return request<T>(method, path, { body, headers: { "X-CSRF-Token": this.csrf } });
  }

  private remember(session: Session): Session {
    this.csrf = session.csrf;
    return session;
  }
}
