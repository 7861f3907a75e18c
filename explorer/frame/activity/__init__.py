"""The activity bar and its panel: downloads, loaded models, messages, the network."""
