// An element with properties and children; text is text.
export const make = (tag, attributes = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), attributes);
  node.append(...children.filter((child) => child != null));
  return node;
};
