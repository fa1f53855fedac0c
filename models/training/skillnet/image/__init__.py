"""The image skill: pictures drawn for training, the network that looks at them, its training and its export."""
