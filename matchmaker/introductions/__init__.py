"""From a suggested pair to an introduction: what brokers decide about a need and an offer, and what the two sides answer."""
