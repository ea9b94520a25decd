/**
 * What people would ask of three more projects' pages, written from reading them before anything was measured on them. They are a figure
 * only: their wrong answers are not read. The form is that of `real-markdown-questions.ts`; `none` answers with nothing.
 */
export const ASKED_OF_A_THIRD = `
Why is my scene not entering VR? | aframe/introduction/faq | HTTPS / latest release
Can I use YouTube videos as a texture? | aframe/introduction/faq | No. / against their terms of service
Which 3D model format is ideal? | aframe/introduction/faq, aframe/introduction/models, aframe/components/gltf-model | glTF
Where can I find free sounds? | aframe/introduction/faq | Freesound
Why are the HTML attributes empty in the inspector? | aframe/introduction/faq | does not update the HTML / stringification
What is the default volume of a sound? | aframe/components/sound | How loud to play the sound
How do I pause a playing sound? | aframe/components/sound | pauseSound
What is needed to play sound on iOS? | aframe/components/sound | user interaction
Which types of fog are there? | aframe/components/fog | linear & exponential
How do I keep fog off one entity? | aframe/components/fog | fog: false / disable fog for certain materials
Which key enters VR? | aframe/components/keyboard-shortcuts, aframe/components/xr-mode-ui | 'F' / f key / press f
How do I take a 360 degree screenshot? | aframe/components/screenshot | <ctrl> + <alt> + <shift> + s
How wide is a screenshot by default? | aframe/components/screenshot | 4096
What is the default font of text? | aframe/components/text, aframe/primitives/a-text | roboto
How can I change the size of text? | aframe/components/text | wrapCount & scale component
How many characters fit before text wraps? | aframe/components/text | 40
How do I show text that is not ASCII? | aframe/components/text | custom font
Which light does a scene have when I add none? | aframe/components/light | ambient light and a directional light / an ambient light and a / type: ambient
How do I turn off the default lights? | aframe/components/light | defaultLightsEnabled: false
Is the shadow component enough to see shadows? | aframe/components/shadow | not enough / at least one light with
What is the radius of the sky? | aframe/primitives/a-sky | 500
How do I start a local server with Python? | aframe/introduction/installation | python -m
What happens when an object pool is used up? | aframe/components/pool | return undefined / Grow the pool automatically
How do I install the hubot generator? | hubot/index | npm install -g yo generator-hubot
How do I list the commands that a bot knows? | hubot/index, hubot/scripting | help
How do I use a script from npm? | hubot/index | npm install --save & external-scripts.json
Which environment variables does the Campfire adapter need? | hubot/adapters/campfire | HUBOT_CAMPFIRE_ACCOUNT & HUBOT_CAMPFIRE_TOKEN & HUBOT_CAMPFIRE_ROOMS
Where do I find the id of a Campfire room? | hubot/adapters/campfire | in the URL
What is the default user name of the shell adapter? | hubot/adapters/shell | default is Shell
After how many minutes do free dynos fall asleep? | hubot/deploying/heroku | 30 minutes
How does the datastore differ from the brain? | hubot/implementation | backed by a database / on every request
How large may the body of a request be? | hubot/scripting | 100kb
What does a script need to be one? | hubot/scripting | .js file & export a function
In which order are scripts loaded? | hubot/scripting | alphabetical order
Which proxy package is needed to forward requests? | hubot/patterns | proxy-agent
Which elements need alternative text? | eslint-plugin-jsx-a11y/alt-text | <img> & <area> & <object>
When are captions not needed? | eslint-plugin-jsx-a11y/media-has-caption | muted
Why should access keys not be used? | eslint-plugin-jsx-a11y/no-access-key | Inconsistencies
Which phrases are forbidden as a link's text? | eslint-plugin-jsx-a11y/anchor-ambiguous-text | click here & learn more
How do I tie a label to an input that is its sibling? | eslint-plugin-jsx-a11y/label-has-associated-control | htmlFor
How deep does the label rule look by default? | eslint-plugin-jsx-a11y/label-has-associated-control | default 2
What is checked unless an image is hidden? | eslint-plugin-jsx-a11y/img-redundant-alt | image, photo / image, picture
How much does hosting on Heroku's hobby plan cost? | none | Nothing in your notes
Who wrote the shell adapter? | none | Nothing in your notes
`;
