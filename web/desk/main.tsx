import { render } from "preact";
import "../shared/styles/tokens.css";
import "../shared/styles/base.css";
import "./styles/desk.css";
import "./styles/forms.css";
import "./styles/list.css";
import "./styles/room.css";
import "./styles/panel.css";
import { App } from "./components/app";
import { Desk } from "./desk";

const desk = new Desk();
render(<App desk={desk} />, document.getElementById("app")!);
void desk.start();
