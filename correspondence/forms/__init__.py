"""What people fill in when they write: one base, and a form each for new, reply and forward."""

from correspondence.forms.forward import ForwardForm
from correspondence.forms.new import NewForm
from correspondence.forms.reply import ReplyForm
from correspondence.forms.writing import WritingForm

__all__ = ["ForwardForm", "NewForm", "ReplyForm", "WritingForm"]
