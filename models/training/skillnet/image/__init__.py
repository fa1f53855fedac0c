"""The image skill: pictures that are drawn for training, the network that looks at them, its training and its export."""
