"""The packs: items written for this project, and the rules by which replies are judged."""
