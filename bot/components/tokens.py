"""Words of a message, as Rasa's own evaluation wants them, in bounded time."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.message import Message

MAX_CHARACTERS = 2000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MessageTokenizer(WhitespaceTokenizer):
    """Rasa's tokeniser at white space, over the first 2000 characters of a message.

    Nothing of ours reads tokens; `rasa test nlu` compares entities by them.
    """

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of an attribute of a message."""
        text = message.get(attribute)
        if len(text) <= MAX_CHARACTERS:
            return super().tokenize(message, attribute)
        return super().tokenize(Message({attribute: text[:MAX_CHARACTERS]}), attribute)
