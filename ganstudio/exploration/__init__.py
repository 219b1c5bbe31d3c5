"""What a person explores: places in latent space, paths between them, and how they are looked at. No torch."""
