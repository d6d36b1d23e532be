"""The HTTP shell: guards, forms, errors, uploads, templates. It knows no feature."""
