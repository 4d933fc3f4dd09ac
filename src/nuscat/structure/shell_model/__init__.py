"""Shell-model one-body density matrices and the elastic responses made from them."""
