"""From values to what people read: Block Kit, forms, sentences. All words live here, so that they can be translated."""
