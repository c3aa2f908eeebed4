"""The demo: an invented municipality, an invented region and their correspondence, made through the real ways.

``units.csv`` (the register), ``places`` and ``people`` (who), ``stories`` (what they wrote, as data);
``stage`` plays the stories through the same actions and exchange as everybody else's messages.
Nothing here is about a real person: the citizens are MedCom's official test persons or invented ones under
official test numbers.
"""
