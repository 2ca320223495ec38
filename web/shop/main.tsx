import { render } from "preact";
import "../shared/styles/base.css";
import "./styles/shop.css";
import "./styles/frame.css";
import "./styles/home.css";
import "./styles/lists.css";
import "./styles/product.css";
import "./styles/basket.css";
import { startBasket } from "./basket";
import { followLinks } from "./chat";
import { App } from "./pages/app";
import { startRouter } from "./router";
import { startSession } from "./session";

startRouter();
startBasket();
startSession();
followLinks();
render(<App />, document.getElementById("app")!);
