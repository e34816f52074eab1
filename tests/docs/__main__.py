"""`python -m tests.docs`: write the generated parts of the documentation, and name the pages that changed."""

from tests.docs.generated import write_generated
from tests.docs.pages import ROOT

for page in write_generated():
    print(f"written: {page.relative_to(ROOT)}")
