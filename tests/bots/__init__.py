"""The channels: what is heard, what is answered, and the contract that each of them keeps."""
