"""What the demo's people wrote to each other: data, in Danish, about invented citizens."""

from correspondence.demo.script import Story
from correspondence.demo.stories.addiction import ADDICTION
from correspondence.demo.stories.at_home import AT_HOME
from correspondence.demo.stories.everyday import EVERYDAY
from correspondence.demo.stories.ward import WARD_STORIES

STORIES: tuple[Story, ...] = (*WARD_STORIES, *EVERYDAY, *AT_HOME, *ADDICTION)
